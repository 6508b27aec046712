using Sekimori.Wire;

namespace Sekimori.Wmi.Wmio;

/// <summary>ClassPart ([MS-WMIO] 2.2.15): name, superclasses, qualifiers and properties of one class.</summary>
internal sealed class ClassPart
{
    /// <summary>Its name; empty where there is no class, as the superclass of a root.</summary>
    public required string Name { get; init; }

    /// <summary>The names of its superclasses, the nearest first.</summary>
    public required List<string> Derivation { get; init; }

    public required List<WireQualifier> Qualifiers { get; init; }

    /// <summary>In order of declaration.</summary>
    public required List<WireProperty> Properties { get; init; }

    /// <summary>The bytes of flags and values together: an instance has as many (2.2.29).</summary>
    public required int TablesLength { get; init; }

    /// <summary>Its bytes.</summary>
    public required int Length { get; init; }

    public static ClassPart Read(ref ByteReader outer, DecodeBudget budget)
    {
        // 2.2.16. The length counts itself, and may be longer than what is in it.
        var length = outer.ReadUInt32();
        if (length < 4 || length - 4 > (uint)outer.Remaining)
            throw new MalformedException(Malformed.BadLength, $"a class of {length} bytes");
        var reader = new ByteReader(outer.ReadBytes((int)length - 4));
        reader.Skip(1);
        var name = reader.ReadUInt32();
        var tables = reader.ReadUInt32();
        var derivation = ReadDerivation(ref reader, budget);
        var qualifiers = reader;
        WireQualifier.ReadContent(ref reader);
        var count = reader.ReadUInt32();
        if (count > (uint)budget.Limits.MaxProperties)
            throw new MalformedException(Malformed.TooMany, $"{count} properties");
        var lookup = new ByteReader(reader.ReadBytes((int)count * 8));
        var flags = WireProperty.TableSize((int)count);
        if (tables < (uint)flags || tables > (uint)reader.Remaining)
            throw new MalformedException(Malformed.BadLength, $"tables of {tables} bytes");
        budget.Spend((int)tables);
        var flagTable = reader.ReadBytes(flags);
        var values = reader.ReadBytes((int)tables - flags);
        var heap = Heap.Read(ref reader);
        var properties = new List<WireProperty>((int)count);
        for (var i = 0; i < count; i++)
        {
            var property = WireProperty.Read(lookup.ReadUInt32(), lookup.ReadUInt32(), heap, budget);
            if (property.Order >= count)
                throw new MalformedException(Malformed.BadValue, $"{property.Name} is number {property.Order} of {count}");
            var slot = property.SlotOf(values);
            if ((property.FlagsIn(flagTable) & 1) == 0)
                property.Default = ValueReader.Read(property.Type, slot, heap, budget, zeroIsNone: name == 0);
            properties.Add(property);
        }
        RejectTwins(properties);
        return new()
        {
            Name = heap.ReadText(name, budget) ?? "",
            Derivation = derivation,
            Qualifiers = WireQualifier.ReadSet(ref qualifiers, heap, budget),
            Properties = [.. properties.OrderBy(p => p.Order)],
            TablesLength = (int)tables,
            Length = (int)length,
        };
    }

    // 2.2.17, 2.2.18: each name is followed by its length, which the name itself shows.
    private static List<string> ReadDerivation(ref ByteReader reader, DecodeBudget budget)
    {
        var length = reader.ReadUInt32();
        if (length < 4 || length - 4 > (uint)reader.Remaining)
            throw new MalformedException(Malformed.BadLength, $"a list of superclasses of {length} bytes");
        var names = new ByteReader(reader.ReadBytes((int)length - 4));
        var all = new List<string>();
        while (names.Remaining > 0)
        {
            all.Add(EncodedText.Read(ref names, budget));
            names.Skip(4);
            if (all.Count > budget.Limits.MaxSuperclasses)
                throw new MalformedException(Malformed.TooMany, $"more than {budget.Limits.MaxSuperclasses} superclasses");
        }
        return all;
    }

    private static void RejectTwins(List<WireProperty> properties)
    {
        var seen = new HashSet<string>(properties.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var property in properties)
            if (!seen.Add(property.Name))
                throw new MalformedException(Malformed.BadValue, $"two properties are named {property.Name}");
    }
}
