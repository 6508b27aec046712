using System.Buffers.Binary;

namespace Sekimori.Ndr;

public ref partial struct NdrWriter
{
    /// <summary>unsigned small ([C706] 14.2.5).</summary>
    public void WriteByte(byte value) => Reserve(1)[0] = value;

    /// <summary>small ([C706] 14.2.5).</summary>
    public void WriteSByte(sbyte value) => Reserve(1)[0] = (byte)value;

    /// <summary>boolean ([C706] 14.2.4).</summary>
    public void WriteBoolean(bool value) => Reserve(1)[0] = value ? (byte)1 : (byte)0;

    /// <summary>unsigned short ([C706] 14.2.5).</summary>
    public void WriteUInt16(ushort value)
    {
        Align(2);
        BinaryPrimitives.WriteUInt16LittleEndian(Reserve(2), value);
    }

    /// <summary>short ([C706] 14.2.5).</summary>
    public void WriteInt16(short value) => WriteUInt16((ushort)value);

    /// <summary>wchar_t, as an unsigned short ([MS-RPCE] 2.2.4.1.1).</summary>
    public void WriteChar(char value) => WriteUInt16(value);

    /// <summary>unsigned long ([C706] 14.2.5).</summary>
    public void WriteUInt32(uint value)
    {
        Align(4);
        BinaryPrimitives.WriteUInt32LittleEndian(Reserve(4), value);
    }

    /// <summary>long ([C706] 14.2.5).</summary>
    public void WriteInt32(int value) => WriteUInt32((uint)value);

    /// <summary>unsigned hyper ([C706] 14.2.5).</summary>
    public void WriteUInt64(ulong value)
    {
        Align(8);
        BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);
    }

    /// <summary>hyper ([C706] 14.2.5).</summary>
    public void WriteInt64(long value) => WriteUInt64((ulong)value);

    /// <summary>float, IEEE single precision ([C706] 14.2.6).</summary>
    public void WriteSingle(float value) => WriteUInt32(BitConverter.SingleToUInt32Bits(value));

    /// <summary>double, IEEE double precision ([C706] 14.2.6).</summary>
    public void WriteDouble(double value) => WriteUInt64(BitConverter.DoubleToUInt64Bits(value));

    /// <summary>enum: 16 bits in NDR20 ([C706] 14.2.5), 32 in NDR64 ([MS-RPCE] 2.2.5.2).</summary>
    public void WriteEnum(int value)
    {
        if (Syntax == NdrSyntax.Ndr64) WriteInt32(value);
        else WriteUInt16((ushort)value);
    }

    /// <summary>uuid_t, aligned as its first member ([C706] Appendix A).</summary>
    public void WriteGuid(Guid value)
    {
        Align(4);
        value.TryWriteBytes(Reserve(16));
    }

    /// <summary>A context handle ([C706] 14.2.7).</summary>
    public void WriteContextHandle(ContextHandle value)
    {
        WriteUInt32(value.Attributes);
        WriteGuid(value.Uuid);
    }
}
