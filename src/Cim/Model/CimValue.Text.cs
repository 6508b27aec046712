using System.Globalization;

namespace Sekimori.Cim.Model;

/// <content>Values as text: the forms that XML Schema and both doors use (true, 42, 1.5), datetimes in CIM's own form.</content>
public readonly partial struct CimValue
{
    /// <summary>
    /// Writes a number, boolean, character or datetime; strings, references, instances and arrays have no bounded text and give false.
    /// </summary>
    /// <param name="destination">Where to; 32 characters are enough for every value that can be written.</param>
    /// <param name="written">How many characters were written.</param>
    /// <returns>False if it does not fit or has no such text.</returns>
    public bool TryFormat(Span<char> destination, out int written)
    {
        written = 0;
        if (_reference is CimDateTime time)
            return time.TryFormat(destination, out written);
        if (_reference is not Tag tag)
            return false;
        var culture = CultureInfo.InvariantCulture;
        switch (tag.Type)
        {
            case CimType.UInt64:
                return AsUInt64.TryFormat(destination, out written, default, culture);
            case CimType.Real32:
                return Real((float)AsReal, destination, out written);
            case CimType.Real64:
                return Real(AsReal, destination, out written);
            case CimType.Boolean:
                return Literal(AsBoolean ? "true" : "false", destination, out written);
            case CimType.Char16:
                return Literal([AsChar], destination, out written);
            default:
                return _bits.TryFormat(destination, out written, default, culture);
        }
    }

    /// <summary>
    /// The text of a scalar; a reference is its path, an array its elements in braces, an instance its path, null the empty string.
    /// </summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        if (_reference is CimArray array)
        {
            var parts = new string[array.Count];
            for (var i = 0; i < parts.Length; i++)
                parts[i] = array.Elements[i].ToString();
            return "{" + string.Join(", ", parts) + "}";
        }
        Span<char> buffer = stackalloc char[40];
        return TryFormat(buffer, out var written) ? new string(buffer[..written]) : _reference?.ToString() ?? "";
    }

    /// <summary>Reads a scalar: integers in decimal within the type's range, <c>true</c>, <c>false</c>, <c>1</c> and <c>0</c> in any case,
    /// reals with a point, datetimes in CIM's form or in that of xs:dateTime, references as object paths. The white space around it counts
    /// only in strings.</summary>
    /// <param name="type">The type to read; not <see cref="CimType.Object"/>, which has no text.</param>
    /// <param name="text">The text.</param>
    /// <param name="value">The value.</param>
    /// <returns>False if the text is not of that type, or out of range.</returns>
    public static bool TryParse(CimType type, string text, out CimValue value)
    {
        var culture = CultureInfo.InvariantCulture;
        const NumberStyles Integer = NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
        value = default;
        switch (type)
        {
            case CimType.String:
                value = text;
                return true;
            case CimType.Boolean:
                var word = text.AsSpan().Trim();
                var yes = word is "1" || word.Equals("true", StringComparison.OrdinalIgnoreCase);
                value = yes;
                return yes || word is "0" || word.Equals("false", StringComparison.OrdinalIgnoreCase);
            case CimType.Real32:
                value = float.TryParse(text, NumberStyles.Float, culture, out var single) ? single : default(CimValue);
                break;
            case CimType.Real64:
                value = double.TryParse(text, NumberStyles.Float, culture, out var real) ? real : default(CimValue);
                break;
            case CimType.Char16:
                value = text.Length == 1 ? text[0] : default(CimValue);
                break;
            case CimType.DateTime:
                value = ParseTime(text);
                break;
            case CimType.Reference:
                value = CimObjectPath.TryParse(text, out var path) ? path : default(CimValue);
                break;
            case CimType.UInt64:
                value = ulong.TryParse(text, Integer, culture, out var large) ? large : default(CimValue);
                break;
            default:
                if (long.TryParse(text, Integer, culture, out var number))
                    return TryInteger(type, number, out value);
                break;
        }
        return !value.IsNull;
    }

    /// <summary>Makes an integer of the given type.</summary>
    /// <param name="type">One of the integer types.</param>
    /// <param name="number">The number.</param>
    /// <param name="value">The value.</param>
    /// <returns>False if the number is outside the type's range, or the type is not an integer.</returns>
    public static bool TryInteger(CimType type, long number, out CimValue value)
    {
        value = type switch
        {
            CimType.SInt8 when number is >= sbyte.MinValue and <= sbyte.MaxValue => (sbyte)number,
            CimType.UInt8 when number is >= 0 and <= byte.MaxValue => (byte)number,
            CimType.SInt16 when number is >= short.MinValue and <= short.MaxValue => (short)number,
            CimType.UInt16 when number is >= 0 and <= ushort.MaxValue => (ushort)number,
            CimType.SInt32 when number is >= int.MinValue and <= int.MaxValue => (int)number,
            CimType.UInt32 when number is >= 0 and <= uint.MaxValue => (uint)number,
            CimType.SInt64 => number,
            CimType.UInt64 when number >= 0 => (ulong)number,
            _ => default(CimValue),
        };
        return !value.IsNull;
    }

    private static CimValue ParseTime(string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (CimDateTime.TryParse(trimmed, out var time))
            return time;
        // Clients of WS-Management send xs:dateTime, [DSP0230].
        return trimmed.Contains('T') && DateTimeOffset.TryParse(
            trimmed, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var xml)
            ? new CimDateTime(xml)
            : default(CimValue);
    }

    private static bool Real<T>(T value, Span<char> destination, out int written) where T : System.Numerics.IFloatingPointIeee754<T>
    {
        // xs:double names the infinities so; .NET writes "Infinity".
        if (T.IsInfinity(value))
            return Literal(T.IsNegative(value) ? "-INF" : "INF", destination, out written);
        return value.TryFormat(destination, out written, "R", CultureInfo.InvariantCulture);
    }

    private static bool Literal(ReadOnlySpan<char> text, Span<char> destination, out int written)
    {
        written = text.TryCopyTo(destination) ? text.Length : 0;
        return written > 0;
    }
}
