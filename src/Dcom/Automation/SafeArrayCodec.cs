using Sekimori.Ndr;
using Sekimori.Wire;

namespace Sekimori.Dcom.Automation;

/// <summary>_wireSAFEARRAY ([MS-OAUT] 2.2.30.10), behind its pointers.</summary>
internal static class SafeArrayCodec
{
    /// <summary>Reads one.</summary>
    /// <param name="reader">Where it is.</param>
    /// <param name="element">The type of its elements, as the variant says.</param>
    public static SafeArray Read(ref NdrReader reader, VariantType element)
    {
        reader.Enter();
        reader.Charge(1, 64);
        // [C706] 14.3.7.1: the count of the last member comes first.
        var dimensions = reader.ReadCount();
        int declared = reader.ReadUInt16();
        if (declared != dimensions || dimensions is < 1 or > AutomationLimits.MostDimensions)
            throw new MalformedException(Malformed.BadLength, $"an array of {declared} dimensions, {dimensions} of them described");
        var features = reader.ReadUInt16();
        // cbElements: what it takes in the sender's memory.
        reader.ReadUInt32();
        var locks = reader.ReadUInt32();
        var kind = ReadKind(ref reader, element, (features & SafeArrayShape.HasType) != 0 ? (VariantType)(locks >> 16) : element);
        var count = reader.ReadUInt32();
        var isThere = reader.ReadReferent() != 0;
        if (kind == SafeArrayShape.HaveIid) reader.ReadGuid();
        var bounds = ReadBounds(ref reader, dimensions);
        // Records are one element, whatever the dimensions ([MS-OAUT] 2.2.30.6).
        if (element != VariantType.Record ? SafeArrayShape.CountOf(bounds) != count : count != 1)
            throw new MalformedException(Malformed.BadLength, $"{count} elements in an array for {SafeArrayShape.CountOf(bounds)}");
        if (isThere ? reader.ReadCount() != count : count != 0)
            throw new MalformedException(Malformed.BadLength, $"an array without its {count} elements");
        var values = ArrayElements.Read(ref reader, element, (int)count);
        reader.Leave();
        return new(element, values, element == VariantType.Record ? [new(1, 0)] : bounds);
    }

    /// <summary>Writes one.</summary>
    public static void Write(ref NdrWriter writer, SafeArray array)
    {
        var element = array.ElementType;
        writer.WriteCount(array.Bounds.Count);
        writer.WriteUInt16((ushort)array.Bounds.Count);
        writer.WriteUInt16(SafeArrayShape.FeaturesOf(element));
        writer.WriteUInt32(SafeArrayShape.SizeOf(element));
        writer.WriteUInt32(element == VariantType.Record ? 0 : (uint)element << 16);
        writer.WriteUInt32(SafeArrayShape.KindOf(element)!.Value);
        writer.WriteUInt32((uint)array.Values.Count);
        writer.WriteReferent(true);
        // The last dimension first.
        for (var i = array.Bounds.Count - 1; i >= 0; i--)
        {
            writer.WriteUInt32((uint)array.Bounds[i].Count);
            writer.WriteInt32(array.Bounds[i].Lower);
        }

        writer.WriteCount(array.Values.Count);
        ArrayElements.Write(ref writer, element, array.Values);
    }

    // The union's discriminant, the type in cLocks and the type of the variant say the same.
    private static uint ReadKind(ref NdrReader reader, VariantType element, VariantType locked)
    {
        var kind = reader.ReadUInt32();
        var isObjects = element is VariantType.Unknown or VariantType.Dispatch && kind == SafeArrayShape.HaveIid;
        return SafeArrayShape.KindOf(element) is { } wanted && (kind == wanted || isObjects) && SafeArrayShape.KindOf(locked) == wanted
            ? kind
            : throw new MalformedException(Malformed.BadValue, $"an array of {(ushort)element} as kind 0x{kind:x} of {(ushort)locked}");
    }

    private static SafeArrayBound[] ReadBounds(ref NdrReader reader, int dimensions)
    {
        var bounds = new SafeArrayBound[dimensions];
        for (var i = dimensions - 1; i >= 0; i--)
        {
            var count = reader.ReadUInt32();
            if (count > int.MaxValue) throw new MalformedException(Malformed.BadLength, $"a dimension of {count}");
            bounds[i] = new((int)count, reader.ReadInt32());
        }

        return bounds;
    }
}
