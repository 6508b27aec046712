using Sekimori.Cim.Model;
using Sekimori.Wire;

namespace Sekimori.Wmi.Wmio;

/// <summary>Writes a QualifierSet ([MS-WMIO] 2.2.59).</summary>
internal static class QualifierWriter
{
    // Name, flavor, type.
    private const int HeaderSize = 9;

    /// <summary>Writes a set.</summary>
    /// <param name="writer">The writer that gets the set; it may be the heap's own.</param>
    /// <param name="heap">The writer of the heap, which begins at its start.</param>
    /// <param name="qualifiers">The qualifiers, each with the sign of propagation.</param>
    /// <param name="encoders">The encoders of embedded objects.</param>
    public static void Write(ref ByteWriter writer, ref ByteWriter heap, List<(CimQualifier Qualifier, bool IsPropagated)> qualifiers,
        WmioEncoders encoders)
    {
        var at = writer.Position;
        var length = 4;
        foreach (var (qualifier, _) in qualifiers)
            length += HeaderSize + TypeOf(qualifier.Value).Size;
        writer.WriteUInt32((uint)length);
        // All of its own bytes first: what it refers to follows in the heap, which can be the same.
        writer.WriteZeros(length - 4);
        at += 4;
        foreach (var (qualifier, isPropagated) in qualifiers)
        {
            var type = TypeOf(qualifier.Value);
            writer.PatchUInt32(at, WriteName(ref heap, qualifier.Name));
            writer.WrittenMutable[at + 4] = (byte)((byte)qualifier.Flavors | (isPropagated ? WireQualifier.Propagated : 0));
            writer.PatchUInt32(at + 5, type.Number);
            if (qualifier.Value.IsNull)
                writer.WrittenMutable.Slice(at + HeaderSize, type.Size).Fill(byte.MaxValue);
            else
                ValueWriter.Write(ref writer, at + HeaderSize, ref heap, 0, type, qualifier.Value, encoders);
            at += HeaderSize + type.Size;
        }
    }

    /// <summary>
    /// The reference of a name: to the dictionary (2.2.80), or to what is appended to the heap. Values are never dictionary references:
    /// impacket does not read them there.
    /// </summary>
    public static uint WriteName(ref ByteWriter heap, string name)
    {
        if (HeapDictionary.ReferenceTo(name) is { } known)
            return known;
        var reference = (uint)heap.Position;
        EncodedText.Write(ref heap, name);
        return reference;
    }

    // A qualifier without value is true, as MOF reads it: all bits set.
    private static WireType TypeOf(CimValue value) => value.IsNull ? new(CimType.Boolean, false) : new(value.Type, value.IsArray);
}
