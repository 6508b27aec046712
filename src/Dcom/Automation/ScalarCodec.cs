using Sekimori.Ndr;
using Sekimori.Wire;

namespace Sekimori.Dcom.Automation;

/// <summary>The types of [MS-OAUT] 2.2.7 that have their value in place.</summary>
internal static class ScalarCodec
{
    private const int MostScale = 28;
    private const byte Negative = 0x80;

    /// <summary>Reads a value.</summary>
    public static object Read(ref NdrReader reader, VariantType type) => type switch
    {
        VariantType.I1 => reader.ReadSByte(),
        VariantType.UI1 => reader.ReadByte(),
        VariantType.I2 => reader.ReadInt16(),
        VariantType.UI2 => reader.ReadUInt16(),
        VariantType.I4 or VariantType.Int => reader.ReadInt32(),
        VariantType.UI4 or VariantType.UInt or VariantType.Error => reader.ReadUInt32(),
        VariantType.I8 => reader.ReadInt64(),
        VariantType.UI8 => reader.ReadUInt64(),
        VariantType.R4 => reader.ReadSingle(),
        VariantType.R8 or VariantType.Date => reader.ReadDouble(),
        VariantType.Currency => ReadCurrency(ref reader),
        VariantType.Bool => ReadBool(ref reader),
        VariantType.Decimal => ReadDecimal(ref reader),
        _ => throw new MalformedException(Malformed.BadValue, $"a value of type {(ushort)type}"),
    };

    /// <summary>Writes a value.</summary>
    public static void Write(ref NdrWriter writer, VariantType type, object value)
    {
        switch (type)
        {
            case VariantType.I1: writer.WriteSByte((sbyte)value); break;
            case VariantType.UI1: writer.WriteByte((byte)value); break;
            case VariantType.I2: writer.WriteInt16((short)value); break;
            case VariantType.UI2: writer.WriteUInt16((ushort)value); break;
            case VariantType.I4 or VariantType.Int: writer.WriteInt32((int)value); break;
            case VariantType.UI4 or VariantType.UInt or VariantType.Error: writer.WriteUInt32((uint)value); break;
            case VariantType.I8: writer.WriteInt64((long)value); break;
            case VariantType.UI8: writer.WriteUInt64((ulong)value); break;
            case VariantType.R4: writer.WriteSingle((float)value); break;
            case VariantType.R8 or VariantType.Date: writer.WriteDouble((double)value); break;
            case VariantType.Currency: writer.WriteInt64(decimal.ToOACurrency((decimal)value)); break;
            // [MS-OAUT] 2.2.27
            case VariantType.Bool: writer.WriteUInt16((bool)value ? ushort.MaxValue : (ushort)0); break;
            case VariantType.Decimal: WriteDecimal(ref writer, (decimal)value); break;
            default: throw new ArgumentException($"no value of type {type}", nameof(type));
        }
    }

    /// <summary>[MS-OAUT] 2.2.24.</summary>
    public static decimal ReadCurrency(ref NdrReader reader) => decimal.FromOACurrency(reader.ReadInt64());

    /// <summary>[MS-OAUT] 2.2.27: anything but 0 is true.</summary>
    public static bool ReadBool(ref NdrReader reader) => reader.ReadUInt16() != 0;

    /// <summary>[MS-OAUT] 2.2.26.</summary>
    private static decimal ReadDecimal(ref NdrReader reader)
    {
        reader.Align(8);
        reader.ReadUInt16();
        var (scale, sign, high, low) = (reader.ReadByte(), reader.ReadByte(), reader.ReadUInt32(), reader.ReadUInt64());
        return scale <= MostScale && sign is 0 or Negative
            ? new decimal((int)low, (int)(low >> 32), (int)high, sign == Negative, scale)
            : throw new MalformedException(Malformed.BadValue, $"a decimal with scale {scale} and sign 0x{sign:x2}");
    }

    private static void WriteDecimal(ref NdrWriter writer, decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        writer.Align(8);
        writer.WriteUInt16(0);
        writer.WriteByte((byte)(parts[3] >> 16));
        writer.WriteByte(parts[3] < 0 ? Negative : (byte)0);
        writer.WriteInt32(parts[2]);
        writer.WriteUInt64(((ulong)(uint)parts[1] << 32) | (uint)parts[0]);
    }
}
