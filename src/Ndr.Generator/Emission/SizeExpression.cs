using System;
using System.Globalization;

namespace Sekimori.Ndr.Generator.Emission;

/// <summary>An expression of size_is or length_is: a member, or a member, an operator and a number ([MS-RPCE] 2.2.4.7).</summary>
internal sealed class SizeExpression
{
    private SizeExpression(string member, string @operator, string number) => (Member, Operator, Number) = (member, @operator, number);

    public string Member { get; }

    public string Operator { get; }

    public string Number { get; }

    /// <summary>Reads an expression; null if it is not one.</summary>
    public static SizeExpression? Parse(string text)
    {
        var parts = text.Split([' '], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 1) return new(parts[0], "", "");
        return parts.Length == 3 && parts[1] is ("+" or "-" or "*" or "/")
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? new(parts[0], parts[1], parts[2])
            : null;
    }
}
