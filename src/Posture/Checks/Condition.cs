using System.Globalization;

namespace Sekimori.Posture.Checks;

/// <summary>What a setting's value must be. Texts are compared without case; "true" and "1", "false" and "0" are equal.</summary>
/// <param name="Kind">The comparison.</param>
/// <param name="Text">What it compares with.</param>
internal sealed record Condition(ConditionKind Kind, string Text)
{
    /// <summary>Whether a value passes; null if the value cannot be compared.</summary>
    public bool? Evaluate(string value)
    {
        switch (Kind)
        {
            case ConditionKind.Is: return AreEqual(value, Text);
            case ConditionKind.IsNot: return !AreEqual(value, Text);
            case ConditionKind.Empty: return value.Trim().Length == 0;
        }

        if (Number(value) is not { } number || Number(Text) is not { } wanted) return null;
        return Kind switch
        {
            ConditionKind.Least => number >= wanted,
            ConditionKind.Most => number <= wanted,
            _ => (number & wanted) == wanted,
        };
    }

    /// <summary>As people read it: "at most 30".</summary>
    public override string ToString() => Kind switch
    {
        ConditionKind.Is => Text,
        ConditionKind.IsNot => $"not {Text}",
        ConditionKind.Least => $"at least {Text}",
        ConditionKind.Most => $"at most {Text}",
        ConditionKind.Bits => $"all bits of {Text}",
        _ => "empty",
    };

    /// <summary>A number in decimal or, after 0x, in hexadecimal; null if the text is none.</summary>
    public static long? Number(string text)
    {
        text = text.Trim();
        if (text.Equals("true", StringComparison.OrdinalIgnoreCase)) return 1;
        if (text.Equals("false", StringComparison.OrdinalIgnoreCase)) return 0;
        var isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return isHex && long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex
            : !isHex && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : null;
    }

    private static bool AreEqual(string left, string right) =>
        Number(left) is { } a && Number(right) is { } b ? a == b : string.Equals(left.Trim(), right, StringComparison.OrdinalIgnoreCase);
}
