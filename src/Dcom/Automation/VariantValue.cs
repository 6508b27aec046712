using System.Globalization;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Automation;

/// <summary>From a value of a program to the C# type that a <see cref="VariantType"/> has.</summary>
internal static class VariantValue
{
    /// <summary>Converts.</summary>
    /// <exception cref="ArgumentException">The value is not one of the type.</exception>
    public static object? Convert(VariantType type, object? value)
    {
        if ((type & VariantType.ByReference) != 0) throw new ArgumentException("A reference is made of a value.", nameof(type));
        if ((type & VariantType.Array) != 0)
            return value is null or SafeArray ? value : throw new ArgumentException($"{value} is no {nameof(SafeArray)}.", nameof(value));
        if (type is VariantType.Variant) throw new ArgumentException("A variant is in another one by reference only.", nameof(type));
        try
        {
            return Scalar(type, value);
        }
        catch (Exception e) when (e is InvalidCastException or FormatException or OverflowException)
        {
            throw new ArgumentException($"{value} is no {type}.", nameof(value), e);
        }
    }

    private static object? Scalar(VariantType type, object? value)
    {
        var culture = CultureInfo.InvariantCulture;
        return type switch
        {
            VariantType.Empty or VariantType.Null => value is null ? null : throw new InvalidCastException(),
            VariantType.I1 => System.Convert.ToSByte(value, culture),
            VariantType.UI1 => System.Convert.ToByte(value, culture),
            VariantType.I2 => System.Convert.ToInt16(value, culture),
            VariantType.UI2 => System.Convert.ToUInt16(value, culture),
            VariantType.I4 or VariantType.Int => System.Convert.ToInt32(value, culture),
            VariantType.UI4 or VariantType.UInt or VariantType.Error => System.Convert.ToUInt32(value, culture),
            VariantType.I8 => System.Convert.ToInt64(value, culture),
            VariantType.UI8 => System.Convert.ToUInt64(value, culture),
            VariantType.R4 => System.Convert.ToSingle(value, culture),
            VariantType.R8 => System.Convert.ToDouble(value, culture),
            VariantType.Date => value is DateTime time ? time.ToOADate() : System.Convert.ToDouble(value, culture),
            VariantType.Currency or VariantType.Decimal => System.Convert.ToDecimal(value, culture),
            VariantType.Bool => System.Convert.ToBoolean(value, culture),
            VariantType.Bstr => (string?)value,
            VariantType.Dispatch or VariantType.Unknown => (InterfacePointer?)value,
            VariantType.Record => (UserRecord?)value,
            _ => throw new InvalidCastException(),
        };
    }
}
