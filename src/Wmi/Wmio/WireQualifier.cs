using Sekimori.Cim.Model;
using Sekimori.Wire;

namespace Sekimori.Wmi.Wmio;

/// <summary>A qualifier as it is encoded ([MS-WMIO] 2.2.60).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Flavor">The bits of 2.2.62, that of its propagation too.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct WireQualifier(string Name, byte Flavor, CimValue Value)
{
    /// <summary>WBEM_FLAVOR_ORIGIN_PROPAGATED: it comes from the superclass.</summary>
    public const byte Propagated = 0x20;

    // Name, flavor, type.
    private const int HeaderSize = 9;

    private const CimFlavors Known = CimFlavors.ToInstance | CimFlavors.ToSubclass | CimFlavors.NotOverridable | CimFlavors.Amended;

    public bool IsPropagated => (Flavor & Propagated) != 0;

    public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>A flag such as <c>key</c>: there, and not false.</summary>
    public bool IsTrue => Value.IsNull || Value.IsArray || Value.Type != CimType.Boolean || Value.AsBoolean;

    public CimQualifier ToModel() => new(Name, Value, (CimFlavors)Flavor & Known);

    /// <summary>Reads a QualifierSet (2.2.59). Windows was seen to send one of length 0, without its own four bytes: it is empty.</summary>
    public static List<WireQualifier> ReadSet(ref ByteReader reader, scoped Heap heap, DecodeBudget budget)
    {
        var content = new ByteReader(ReadContent(ref reader));
        budget.Spend(content.Remaining);
        var all = new List<WireQualifier>(Math.Min(content.Remaining / HeaderSize, 32));
        while (content.Remaining > 0)
        {
            var name = heap.ReadText(content.ReadUInt32(), budget);
            var flavor = content.ReadByte();
            var type = WireType.Of(content.ReadUInt32());
            var value = ValueReader.Read(type, content.ReadBytes(type.Size), heap, budget);
            // One without a name says nothing.
            if (name is { Length: > 0 })
                all.Add(new(name, flavor, value));
        }
        return all;
    }

    /// <summary>The bytes of a QualifierSet behind its length.</summary>
    public static ReadOnlySpan<byte> ReadContent(scoped ref ByteReader reader)
    {
        var length = reader.ReadUInt32();
        if (length == 0)
            return default;
        if (length < 4 || length - 4 > (uint)reader.Remaining)
            throw new MalformedException(Malformed.BadLength, $"a qualifier set of {length} bytes");
        return reader.ReadBytes((int)length - 4);
    }
}
