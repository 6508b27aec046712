using System.Runtime.CompilerServices;

namespace Sekimori.Cim.Model;

/// <summary>A value of any CIM type, an array of them, or null. Sixteen bytes; numbers and booleans are held without boxing.</summary>
public readonly partial struct CimValue
{
    // Null: the value is null. A Tag: a scalar in _bits. Else the value itself: string, boxed CimDateTime, CimObjectPath, CimInstance,
    // CimArray.
    private readonly object? _reference;
    private readonly long _bits;

    private CimValue(object? reference, long bits = 0) => (_reference, _bits) = (reference, bits);

    /// <summary>The null value; it has no type.</summary>
    public static CimValue Null => default;

    /// <summary>True for the null value.</summary>
    public bool IsNull => _reference is null;

    /// <summary>True for an array.</summary>
    public bool IsArray => _reference is CimArray;

    /// <summary>The value's type, of an array that of its elements.</summary>
    /// <exception cref="InvalidOperationException">The value is null.</exception>
    public CimType Type => _reference switch
    {
        Tag tag => tag.Type,
        string => CimType.String,
        CimArray array => array.Type,
        CimDateTime => CimType.DateTime,
        CimObjectPath => CimType.Reference,
        CimInstance => CimType.Object,
        _ => throw new InvalidOperationException("The null value has no type."),
    };

    /// <summary>True for the integer types, char16 not among them.</summary>
    public bool IsInteger => _reference is Tag { IsInteger: true };

    /// <summary>True for real32 and real64.</summary>
    public bool IsReal => _reference is Tag { IsReal: true };

    /// <summary>A signed integer, or an unsigned one up to 2^63 - 1; also a char16's code.</summary>
    public long AsInt64 => Scalar(_bits);

    /// <summary>An unsigned integer.</summary>
    public ulong AsUInt64 => unchecked((ulong)Scalar(_bits));

    /// <summary>A boolean.</summary>
    public bool AsBoolean => Scalar(_bits) != 0;

    /// <summary>A real of either size.</summary>
    public double AsReal => BitConverter.Int64BitsToDouble(Scalar(_bits));

    /// <summary>A char16.</summary>
    public char AsChar => (char)Scalar(_bits);

    /// <summary>A string, or null if the value is not one.</summary>
    public string? AsString => _reference as string;

    /// <summary>An array, or null if the value is not one.</summary>
    public CimArray? AsArray => _reference as CimArray;

    /// <summary>A datetime, or null if the value is not one.</summary>
    public CimDateTime? AsDateTime => _reference as CimDateTime?;

    /// <summary>A reference, or null if the value is not one.</summary>
    public CimObjectPath? AsReference => _reference as CimObjectPath;

    /// <summary>An embedded instance, or null if the value is not one.</summary>
    public CimInstance? AsInstance => _reference as CimInstance;

    /// <summary>A sint8.</summary>
    public static implicit operator CimValue(sbyte value) => new(Tag.SInt8, value);

    /// <summary>A uint8.</summary>
    public static implicit operator CimValue(byte value) => new(Tag.UInt8, value);

    /// <summary>A sint16.</summary>
    public static implicit operator CimValue(short value) => new(Tag.SInt16, value);

    /// <summary>A uint16.</summary>
    public static implicit operator CimValue(ushort value) => new(Tag.UInt16, value);

    /// <summary>A sint32.</summary>
    public static implicit operator CimValue(int value) => new(Tag.SInt32, value);

    /// <summary>A uint32.</summary>
    public static implicit operator CimValue(uint value) => new(Tag.UInt32, value);

    /// <summary>A sint64.</summary>
    public static implicit operator CimValue(long value) => new(Tag.SInt64, value);

    /// <summary>A uint64.</summary>
    public static implicit operator CimValue(ulong value) => new(Tag.UInt64, unchecked((long)value));

    /// <summary>A real32.</summary>
    public static implicit operator CimValue(float value) => new(Tag.Real32, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A real64.</summary>
    public static implicit operator CimValue(double value) => new(Tag.Real64, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A boolean.</summary>
    public static implicit operator CimValue(bool value) => new(Tag.Boolean, value ? 1 : 0);

    /// <summary>A char16.</summary>
    public static implicit operator CimValue(char value) => new(Tag.Char16, value);

    /// <summary>A string; null gives the null value.</summary>
    public static implicit operator CimValue(string? value) => new(value);

    /// <summary>A datetime.</summary>
    public static implicit operator CimValue(CimDateTime value) => new(value);

    /// <summary>A reference; null gives the null value.</summary>
    public static implicit operator CimValue(CimObjectPath? value) => new(value);

    /// <summary>An embedded instance; null gives the null value.</summary>
    public static implicit operator CimValue(CimInstance? value) => new(value);

    /// <summary>An array; null gives the null value.</summary>
    public static implicit operator CimValue(CimArray? value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Scalar(long bits) =>
        _reference is Tag ? bits : throw new InvalidOperationException("The value is not a number, boolean or character.");

    private sealed class Tag(CimType type)
    {
        public static readonly Tag SInt8 = new(CimType.SInt8), UInt8 = new(CimType.UInt8), SInt16 = new(CimType.SInt16),
            UInt16 = new(CimType.UInt16),
            SInt32 = new(CimType.SInt32), UInt32 = new(CimType.UInt32), SInt64 = new(CimType.SInt64), UInt64 = new(CimType.UInt64),
            Real32 = new(CimType.Real32), Real64 = new(CimType.Real64), Boolean = new(CimType.Boolean), Char16 = new(CimType.Char16);

        public CimType Type { get; } = type;

        public bool IsReal { get; } = type is CimType.Real32 or CimType.Real64;

        public bool IsInteger { get; } = type is not (CimType.Real32 or CimType.Real64 or CimType.Boolean or CimType.Char16);
    }
}
