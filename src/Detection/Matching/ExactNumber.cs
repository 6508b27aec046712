using System.Globalization;

namespace Sekimori.Detection.Matching;

/// <summary>
/// A number as events have it: decimal, or hexadecimal with 0x. Exact to 28 digits, so that two numbers of 64 bits that differ are never
/// equal.
/// </summary>
internal readonly struct ExactNumber : IComparable<ExactNumber>
{
    private readonly decimal? _exact;
    private readonly double _value;

    private ExactNumber(decimal? exact, double value) => (_exact, _value) = (exact, value);

    /// <summary>Reads a number; false if the text is not one.</summary>
    public static bool TryParse(string text, out ExactNumber number)
    {
        number = default;
        if (text.Length <= 18 && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            number = new(whole, whole);
            return true;
        }
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            if (!ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hexadecimal))
                return false;
            number = new(hexadecimal, hexadecimal);
            return true;
        }
        // A double first: decimal has no room for 1e300, and would make 0 of 1e-40.
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || double.IsNaN(value)) return false;
        number = new(decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) ? exact : null, value);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(ExactNumber other) =>
        _exact is { } mine && other._exact is { } theirs ? mine.CompareTo(theirs) : _value.CompareTo(other._value);
}
