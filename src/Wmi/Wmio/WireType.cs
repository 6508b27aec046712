using Sekimori.Cim.Model;
using Sekimori.Wire;

namespace Sekimori.Wmi.Wmio;

/// <summary>CimType and PropertyType ([MS-WMIO] 2.2.82, 2.2.31): the type with flags for arrays and inherited properties.</summary>
internal readonly record struct WireType(CimType Type, bool IsArray)
{
    public const uint ArrayFlag = 0x2000, InheritedFlag = 0x4000;

    /// <summary>How many bytes a value table holds for it (2.2.71).</summary>
    public int Size => IsArray
        ? 4
        : Type switch
        {
            CimType.SInt8 or CimType.UInt8 => 1,
            CimType.SInt16 or CimType.UInt16 or CimType.Boolean or CimType.Char16 => 2,
            CimType.SInt64 or CimType.UInt64 or CimType.Real64 => 8,
            _ => 4,
        };

    /// <summary>The type of an array's elements.</summary>
    public WireType Element => new(Type, false);

    public uint Number => (uint)Type | (IsArray ? ArrayFlag : 0);

    /// <summary>Only the lower 16 bits are used.</summary>
    public static WireType Of(uint number)
    {
        var type = (CimType)(number & 0xffff & ~(ArrayFlag | InheritedFlag));
        if (!Enum.IsDefined(type))
            throw new MalformedException(Malformed.BadValue, $"type 0x{number:x}");
        return new(type, (number & ArrayFlag) != 0);
    }

    /// <summary>The value of the qualifier CIMTYPE (2.3.1, 2.3.2).</summary>
    public string Name(string? reference) => Type switch
    {
        CimType.Reference => "ref:" + (reference ?? "object"),
        CimType.Object => reference is null ? "object" : "object:" + reference,
        _ => Type.ToString().ToLowerInvariant(),
    };

    /// <summary>The class in a value of the qualifier CIMTYPE; null if it names none.</summary>
    public string? ReferenceIn(string? cimType)
    {
        if (Type is not (CimType.Reference or CimType.Object) || cimType is null)
            return null;
        var colon = cimType.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return null;
        var name = cimType[(colon + 1)..].Trim();
        return name.Length == 0 || name.Equals("object", StringComparison.OrdinalIgnoreCase) ? null : name;
    }
}
