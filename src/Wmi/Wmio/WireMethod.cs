using Sekimori.Cim.Model;
using Sekimori.Wire;

namespace Sekimori.Wmi.Wmio;

/// <summary>A method as it is encoded: MethodDescription and its two signatures ([MS-WMIO] 2.2.41, 2.3.3).</summary>
internal sealed class WireMethod
{
    public const string ParametersClass = "__PARAMETERS";
    public const string ReturnValue = "ReturnValue";

    /// <summary>The bytes of a MethodDescription.</summary>
    public const int Size = 24;

    public required string Name { get; init; }

    /// <summary>True if a superclass declares it.</summary>
    public required bool IsInherited { get; init; }

    /// <summary>Its class, counted from the root of the hierarchy.</summary>
    public required int Origin { get; init; }

    public required List<WireQualifier> Qualifiers { get; init; }

    /// <summary>The class of the parameters passed in; null if there are none.</summary>
    public required CimClass? In { get; init; }

    /// <summary>The class of the parameters passed out, with the return value; null if there are none.</summary>
    public required CimClass? Out { get; init; }

    /// <summary>Reads a MethodsPart (2.2.38).</summary>
    public static List<WireMethod> ReadPart(ref ByteReader outer, DecodeBudget budget)
    {
        var length = outer.ReadUInt32();
        if (length < 4 || length - 4 > (uint)outer.Remaining)
            throw new MalformedException(Malformed.BadLength, $"methods of {length} bytes");
        var reader = new ByteReader(outer.ReadBytes((int)length - 4));
        var count = reader.ReadUInt16();
        reader.Skip(2);
        if (count > budget.Limits.MaxMethods)
            throw new MalformedException(Malformed.TooMany, $"{count} methods");
        var table = new ByteReader(reader.ReadBytes(count * Size));
        var heap = Heap.Read(ref reader);
        var all = new List<WireMethod>(count);
        var seen = new HashSet<string>(count, StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < count; i++)
        {
            var method = Read(ref table, heap, budget);
            if (!seen.Add(method.Name))
                throw new MalformedException(Malformed.BadValue, $"two methods are named {method.Name}");
            all.Add(method);
        }
        return all;
    }

    private static WireMethod Read(ref ByteReader table, scoped Heap heap, DecodeBudget budget)
    {
        var name = heap.ReadText(table.ReadUInt32(), budget);
        if (name is not { Length: > 0 })
            throw new MalformedException(Malformed.BadValue, "a method without name");
        var flags = table.ReadByte();
        table.Skip(3);
        var origin = table.ReadUInt32();
        var qualifiers = table.ReadUInt32();
        return new()
        {
            Name = name,
            IsInherited = (flags & WireQualifier.Propagated) != 0,
            Origin = (int)Math.Min(origin, int.MaxValue),
            Qualifiers = ReadQualifiers(qualifiers, heap, budget),
            In = ReadSignature(table.ReadUInt32(), heap, budget),
            Out = ReadSignature(table.ReadUInt32(), heap, budget),
        };
    }

    private static List<WireQualifier> ReadQualifiers(uint reference, scoped Heap heap, DecodeBudget budget)
    {
        if (reference == HeapDictionary.None)
            return [];
        var reader = heap.At(reference);
        return WireQualifier.ReadSet(ref reader, heap, budget);
    }

    private static CimClass? ReadSignature(uint reference, scoped Heap heap, DecodeBudget budget)
    {
        if (reference == HeapDictionary.None)
            return null;
        var reader = heap.At(reference);
        // 2.2.70. The length does not count itself, as Windows writes it.
        var length = reader.ReadUInt32();
        if (length > (uint)reader.Remaining)
            throw new MalformedException(Malformed.BadLength, $"a signature of {length} bytes in {reader.Remaining}");
        if (length == 0)
            return null;
        budget.Enter();
        var found = ObjectBlock.Read(reader.ReadBytes((int)length), budget);
        budget.Leave();
        return found.Class;
    }
}
