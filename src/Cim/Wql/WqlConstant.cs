using System.Globalization;
using Sekimori.Cim.Model;

namespace Sekimori.Cim.Wql;

/// <summary>Brings a constant of a query to what its property can be compared with.</summary>
internal static class WqlConstant
{
    public static CimValue Convert(WqlSource source, WqlOperand operand)
    {
        var text = operand.Quoted is { } raw ? WqlLexer.Unescape(raw, operand.Position, like: false) : null;
        var value = operand.Value;
        var converted = source.Type switch
        {
            CimType.String => text ?? value.ToString(),
            CimType.Boolean => ToBoolean(text, value),
            CimType.DateTime => ToTime(text),
            CimType.Reference => text is not null && CimObjectPath.TryParse(text, out var path) ? path : default(CimValue),
            CimType.Char16 => text is { Length: 1 } ? text[0] : value.IsNull || !value.IsInteger ? default(CimValue) : (char)value.AsInt64,
            CimType.Real32 => ToNumber(text, value) is { IsNull: false } number ? (float)ToReal(number) : default(CimValue),
            CimType.Real64 => ToNumber(text, value) is { IsNull: false } number ? ToReal(number) : default(CimValue),
            _ => Narrow(source.Type, ToNumber(text, value)),
        };
        return converted.IsNull
            ? throw WqlLexer.Wrong(operand.Position, $"{source.Name} is {source.Type}, but the constant is not")
            : converted;
    }

    private static CimValue ToBoolean(string? text, CimValue value)
    {
        if (text is not null)
            return CimValue.TryParse(CimType.Boolean, text, out var read) ? read : default;
        return value.Type == CimType.Boolean ? value : value.IsInteger && value.AsInt64 is 0 or 1 ? value.AsInt64 == 1 : default(CimValue);
    }

    // Beside CIM's own form the forms that scripts write: "2024-01-31", "01/31/2024 10:00:00".
    private static CimValue ToTime(string? text)
    {
        if (text is null)
            return default;
        if (CimDateTime.TryParse(text, out var time))
            return time;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var other)
            ? new CimDateTime(other)
            : default(CimValue);
    }

    private static CimValue ToNumber(string? text, CimValue value)
    {
        if (text is null)
            return value.Type == CimType.Boolean ? (value.AsBoolean ? 1L : 0L) : value;
        if (CimValue.TryParse(CimType.SInt64, text, out var number) || CimValue.TryParse(CimType.UInt64, text, out number))
            return number;
        return CimValue.TryParse(CimType.Real64, text, out number) ? number : default;
    }

    private static double ToReal(CimValue value) =>
        value.IsReal ? value.AsReal : value.Type == CimType.UInt64 ? value.AsUInt64 : value.AsInt64;

    // To the property's own type where it fits, which lets it be pushed down; else it is compared as it is.
    private static CimValue Narrow(CimType type, CimValue number)
    {
        if (number.IsNull || number.IsReal)
            return number;
        if (number.Type == CimType.UInt64)
            return number;
        return CimValue.TryInteger(type, number.AsInt64, out var narrow) ? narrow : number;
    }
}
