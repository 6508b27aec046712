using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Automation;

/// <summary>What follows from the type of an array's elements ([MS-OAUT] 2.2.8 to 2.2.10, 2.2.30.10).</summary>
internal static class SafeArrayShape
{
    /// <summary>SF_HAVEIID: objects of one interface that is named.</summary>
    public const uint HaveIid = 0x800d;

    /// <summary>FADF_HAVEVARTYPE: the type is in the high word of cLocks.</summary>
    public const ushort HasType = 0x0080;

    /// <summary>The discriminant of the union; null if there is no array of these.</summary>
    public static uint? KindOf(VariantType element) => element switch
    {
        VariantType.I1 or VariantType.UI1 => (uint)VariantType.I1,
        VariantType.I2 or VariantType.UI2 or VariantType.Bool => (uint)VariantType.I2,
        VariantType.I4 or VariantType.UI4 or VariantType.R4 or VariantType.Int or VariantType.UInt or VariantType.Error =>
            (uint)VariantType.I4,
        VariantType.I8 or VariantType.UI8 or VariantType.R8 or VariantType.Currency or VariantType.Date => (uint)VariantType.I8,
        VariantType.Bstr or VariantType.Variant or VariantType.Unknown or VariantType.Dispatch or VariantType.Record => (uint)element,
        _ => null,
    };

    /// <summary>The C# type of an element; null if there is no array of these.</summary>
    public static Type? ElementOf(VariantType element) => element switch
    {
        VariantType.I1 => typeof(sbyte),
        VariantType.UI1 => typeof(byte),
        VariantType.I2 => typeof(short),
        VariantType.UI2 => typeof(ushort),
        VariantType.Bool => typeof(bool),
        VariantType.I4 or VariantType.Int => typeof(int),
        VariantType.UI4 or VariantType.UInt or VariantType.Error => typeof(uint),
        VariantType.R4 => typeof(float),
        VariantType.I8 => typeof(long),
        VariantType.UI8 => typeof(ulong),
        VariantType.R8 or VariantType.Date => typeof(double),
        VariantType.Currency => typeof(decimal),
        VariantType.Bstr => typeof(string),
        VariantType.Variant => typeof(Variant),
        VariantType.Unknown or VariantType.Dispatch => typeof(InterfacePointer),
        VariantType.Record => typeof(UserRecord),
        _ => null,
    };

    /// <summary>cbElements: what an element takes in the memory of a peer of 32 bits.</summary>
    public static uint SizeOf(VariantType element) => KindOf(element) switch
    {
        (uint)VariantType.I1 => 1,
        (uint)VariantType.I2 => 2,
        (uint)VariantType.I8 => 8,
        (uint)VariantType.Variant => 16,
        _ => 4,
    };

    /// <summary>fFeatures.</summary>
    public static ushort FeaturesOf(VariantType element) => element switch
    {
        VariantType.Bstr => 0x0100 | HasType,
        VariantType.Unknown => 0x0200 | HasType,
        VariantType.Dispatch => 0x0400 | HasType,
        VariantType.Variant => 0x0800 | HasType,
        // FADF_RECORD alone.
        VariantType.Record => 0x0020,
        _ => HasType,
    };

    /// <summary>Elements of all dimensions; more than an array can have if it overflows.</summary>
    public static long CountOf(IReadOnlyList<SafeArrayBound> bounds)
    {
        long count = 1;
        foreach (var bound in bounds)
        {
            count *= bound.Count;
            if (count > int.MaxValue) return long.MaxValue;
        }

        return count;
    }
}
