using Sekimori.Wire;

namespace Sekimori.Ndr;

public ref partial struct NdrReader
{
    /// <summary>unsigned small ([C706] 14.2.5).</summary>
    public byte ReadByte() => _bytes.ReadByte();

    /// <summary>small ([C706] 14.2.5).</summary>
    public sbyte ReadSByte() => (sbyte)_bytes.ReadByte();

    /// <summary>boolean: an octet that is false if it is 0 ([C706] 14.2.4).</summary>
    public bool ReadBoolean() => _bytes.ReadByte() != 0;

    /// <summary>unsigned short ([C706] 14.2.5).</summary>
    public ushort ReadUInt16()
    {
        _bytes.Align(2);
        return _bytes.ReadUInt16();
    }

    /// <summary>short ([C706] 14.2.5).</summary>
    public short ReadInt16() => (short)ReadUInt16();

    /// <summary>wchar_t, as an unsigned short ([MS-RPCE] 2.2.4.1.1).</summary>
    public char ReadChar() => (char)ReadUInt16();

    /// <summary>unsigned long ([C706] 14.2.5).</summary>
    public uint ReadUInt32()
    {
        _bytes.Align(4);
        return _bytes.ReadUInt32();
    }

    /// <summary>long ([C706] 14.2.5).</summary>
    public int ReadInt32() => (int)ReadUInt32();

    /// <summary>unsigned hyper ([C706] 14.2.5).</summary>
    public ulong ReadUInt64()
    {
        _bytes.Align(8);
        return _bytes.ReadUInt64();
    }

    /// <summary>hyper ([C706] 14.2.5).</summary>
    public long ReadInt64() => (long)ReadUInt64();

    /// <summary>float, IEEE single precision ([C706] 14.2.6).</summary>
    public float ReadSingle() => BitConverter.UInt32BitsToSingle(ReadUInt32());

    /// <summary>double, IEEE double precision ([C706] 14.2.6).</summary>
    public double ReadDouble() => BitConverter.UInt64BitsToDouble(ReadUInt64());

    /// <summary>enum: 16 bits in NDR20 ([C706] 14.2.5), 32 in NDR64 ([MS-RPCE] 2.2.5.2).</summary>
    public int ReadEnum() => Syntax == NdrSyntax.Ndr64 ? ReadInt32() : ReadUInt16();

    /// <summary>uuid_t, aligned as its first member ([C706] Appendix A).</summary>
    public Guid ReadGuid()
    {
        _bytes.Align(4);
        return _bytes.ReadGuid();
    }

    /// <summary>A context handle ([C706] 14.2.7).</summary>
    public ContextHandle ReadContextHandle() => new(ReadUInt32(), ReadGuid());

    /// <summary>Holds a number against the [range] of its declaration ([MS-RPCE] 2.2.4.14).</summary>
    /// <exception cref="MalformedException"><see cref="Malformed.OutOfRange"/>.</exception>
    public readonly void CheckRange(long value, long least, long most)
    {
        if (value < least || value > most) throw Bad(Malformed.OutOfRange, $"{value} is not in {least}..{most}");
    }
}
