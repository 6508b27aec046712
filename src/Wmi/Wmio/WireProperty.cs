using System.Buffers.Binary;
using Sekimori.Cim.Model;
using Sekimori.Wire;

namespace Sekimori.Wmi.Wmio;

/// <summary>A property as it is encoded: PropertyLookup, PropertyInfo and the default value ([MS-WMIO] 2.2.23, 2.2.30).</summary>
internal sealed class WireProperty
{
    public required string Name { get; init; }

    public required WireType Type { get; init; }

    /// <summary>True if a superclass declares it.</summary>
    public required bool IsInherited { get; init; }

    /// <summary>DeclarationOrder: also its place in the table of null and default flags.</summary>
    public required int Order { get; init; }

    /// <summary>Where its value is in a value table.</summary>
    public required int Offset { get; init; }

    /// <summary>Its class, counted from the root of the hierarchy.</summary>
    public required int Origin { get; init; }

    public required List<WireQualifier> Qualifiers { get; init; }

    /// <summary>The default value, or null.</summary>
    public CimValue Default { get; set; }

    /// <summary>The class of a reference or embedded object.</summary>
    public string? ReferenceClass => Type.ReferenceIn(Find("CIMTYPE")?.Value.AsString);

    public bool IsKey => Find("key") is { IsTrue: true };

    public WireQualifier? Find(string name)
    {
        foreach (var qualifier in Qualifiers)
            if (qualifier.Is(name))
                return qualifier;
        return null;
    }

    public static WireProperty Read(uint name, uint info, Heap heap, DecodeBudget budget)
    {
        var reader = heap.At(info);
        var type = reader.ReadUInt32();
        budget.Spend(14);
        return new()
        {
            Name = heap.ReadText(name, budget) is { Length: > 0 } text
                ? text
                : throw new MalformedException(Malformed.BadValue, "a property without name"),
            Type = WireType.Of(type),
            IsInherited = (type & WireType.InheritedFlag) != 0,
            Order = reader.ReadUInt16(),
            Offset = Number(reader.ReadUInt32(), "a value's offset"),
            Origin = Number(reader.ReadUInt32(), "a class of origin"),
            Qualifiers = WireQualifier.ReadSet(ref reader, heap, budget),
        };
    }

    /// <summary>Its bytes in a value table.</summary>
    public ReadOnlySpan<byte> SlotOf(ReadOnlySpan<byte> values) => Offset <= values.Length - Type.Size
        ? values.Slice(Offset, Type.Size)
        : throw new MalformedException(Malformed.BadLength, $"{Name} at {Offset} of a value table of {values.Length} bytes");

    /// <summary>Its two flags (2.2.27): 1 for null, 2 for inherited.</summary>
    public int FlagsIn(ReadOnlySpan<byte> table) => table[Order / 4] >> Order % 4 * 2 & 3;

    /// <summary>How many bytes hold the flags of so many properties (2.2.26).</summary>
    public static int TableSize(int properties) => properties == 0 ? 0 : (properties - 1) / 4 + 1;

    private static int Number(uint number, string what) => number <= int.MaxValue
        ? (int)number
        : throw new MalformedException(Malformed.BadValue, $"{what} of {number}");
}
