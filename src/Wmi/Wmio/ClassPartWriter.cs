using Sekimori.Cim.Model;
using Sekimori.Wire;

namespace Sekimori.Wmi.Wmio;

/// <summary>Writes a ClassPart ([MS-WMIO] 2.2.15).</summary>
internal static class ClassPartWriter
{
    private const int HeaderSize = 13;

    /// <summary>Writes a class.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="class">The class; null writes the superclass of a root (2.2.11).</param>
    /// <param name="slots">Its properties in order of declaration, and their places.</param>
    /// <param name="encoders">The encoders of embedded objects.</param>
    public static void Write(ref ByteWriter writer, CimClass? @class, PropertySlots slots, WmioEncoders encoders)
    {
        var start = writer.Position;
        var heap = new ByteWriter([]);
        writer.WriteZeros(HeaderSize);
        writer.PatchUInt32(start + 5, HeapDictionary.None);
        if (@class is { Name.Length: > 0 })
        {
            // At the start of the heap: peers take reference 0 for "no value".
            writer.PatchUInt32(start + 5, 0);
            EncodedText.Write(ref heap, @class.Name);
        }
        WriteDerivation(ref writer, slots.Derivation);
        QualifierWriter.Write(ref writer, ref heap, slots.ClassQualifiers, encoders);
        WriteProperties(ref writer, ref heap, slots, encoders);
        writer.PatchUInt32(start + 9, (uint)(slots.FlagsSize + slots.ValuesSize));
        writer.WriteUInt32((uint)heap.Position | HeapDictionary.Flag);
        writer.WriteBytes(heap.Written);
        writer.PatchUInt32(start, (uint)(writer.Position - start));
        heap.Dispose();
    }

    private static void WriteDerivation(ref ByteWriter writer, IReadOnlyList<string> names)
    {
        var start = writer.Position;
        writer.WriteUInt32(0);
        foreach (var name in names)
        {
            var at = writer.Position;
            EncodedText.Write(ref writer, name);
            writer.WriteUInt32((uint)(writer.Position - at));
        }
        writer.PatchUInt32(start, (uint)(writer.Position - start));
    }

    private static void WriteProperties(ref ByteWriter writer, ref ByteWriter heap, PropertySlots slots, WmioEncoders encoders)
    {
        var all = slots.All;
        writer.WriteUInt32((uint)all.Length);
        var lookup = writer.Position;
        writer.WriteZeros(all.Length * 8);
        var flags = writer.Position;
        writer.WriteZeros(slots.FlagsSize);
        var values = writer.Position;
        // 2.2.74: what has no default value.
        writer.Reserve(slots.ValuesSize).Fill(byte.MaxValue);
        // The table is sorted without case: peers search it.
        foreach (var slot in all.OrderBy(s => s.Property.Name, StringComparer.OrdinalIgnoreCase))
        {
            var property = slot.Property;
            writer.PatchUInt32(lookup, QualifierWriter.WriteName(ref heap, property.Name));
            writer.PatchUInt32(lookup + 4, (uint)heap.Position);
            lookup += 8;
            heap.WriteUInt32(slot.Type.Number | (slot.IsInherited ? WireType.InheritedFlag : 0));
            heap.WriteUInt16((ushort)slot.Order);
            heap.WriteUInt32((uint)slot.Offset);
            heap.WriteUInt32((uint)slot.Origin);
            QualifierWriter.Write(ref heap, ref heap, slot.Qualifiers(), encoders);
            if (!property.Default.IsNull)
                ValueWriter.Write(ref writer, values + slot.Offset, ref heap, 0, slot.Type, property.Default, encoders);
            var bits = (property.Default.IsNull ? 1 : 0) | (slot.IsDefaultInherited ? 2 : 0);
            writer.WrittenMutable[flags + slot.FlagsByte] |= (byte)(bits << slot.FlagsShift);
        }
    }
}
