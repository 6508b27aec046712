namespace Sekimori.Cim.Model;

/// <summary>
/// CIM's intrinsic types ([DSP0004] 5.2.2). The numbers are CIMTYPE of [MS-WMIO] 2.2.82, which the WMI door sends as they are.
/// </summary>
public enum CimType : ushort
{
    /// <summary>16-bit signed, <see cref="short"/>.</summary>
    SInt16 = 2,

    /// <summary>32-bit signed, <see cref="int"/>.</summary>
    SInt32 = 3,

    /// <summary>IEEE 4-byte, <see cref="float"/>.</summary>
    Real32 = 4,

    /// <summary>IEEE 8-byte, <see cref="double"/>.</summary>
    Real64 = 5,

    /// <summary><see cref="string"/>.</summary>
    String = 8,

    /// <summary><see cref="bool"/>.</summary>
    Boolean = 11,

    /// <summary>An embedded instance, <c>CimInstance</c>.</summary>
    Object = 13,

    /// <summary>8-bit signed, <see cref="sbyte"/>.</summary>
    SInt8 = 16,

    /// <summary>8-bit unsigned, <see cref="byte"/>.</summary>
    UInt8 = 17,

    /// <summary>16-bit unsigned, <see cref="ushort"/>.</summary>
    UInt16 = 18,

    /// <summary>32-bit unsigned, <see cref="uint"/>.</summary>
    UInt32 = 19,

    /// <summary>64-bit signed, <see cref="long"/>.</summary>
    SInt64 = 20,

    /// <summary>64-bit unsigned, <see cref="ulong"/>.</summary>
    UInt64 = 21,

    /// <summary>A point in time or an interval, <c>CimDateTime</c>.</summary>
    DateTime = 101,

    /// <summary>A reference to another object, <c>CimObjectPath</c>.</summary>
    Reference = 102,

    /// <summary>One UCS-2 character, <see cref="char"/>.</summary>
    Char16 = 103,
}
