using System.Buffers.Binary;
using Sekimori.Cim.Model;
using Sekimori.Wire;

namespace Sekimori.Wmi.Wmio;

/// <summary>Writes an EncodedValue ([MS-WMIO] 2.2.71): a number in its place, or a heap reference to what it appends to the heap.</summary>
internal static class ValueWriter
{
    private const int TimeLength = 25;

    /// <summary>Writes a value that is not null.</summary>
    /// <param name="slots">The writer that has the value's place; it may be the heap's own.</param>
    /// <param name="at">The value's place.</param>
    /// <param name="heap">The writer of the heap.</param>
    /// <param name="heapStart">Where the heap begins in it.</param>
    /// <param name="type">The type of the property or qualifier.</param>
    /// <param name="value">The value, of that type.</param>
    /// <param name="encoders">The encoders of embedded objects.</param>
    public static void Write(ref ByteWriter slots, int at, ref ByteWriter heap, int heapStart, WireType type, CimValue value,
        WmioEncoders encoders)
    {
        if (!type.IsArray && WriteNumber(slots.WrittenMutable[at..], type.Type, value))
            return;
        slots.PatchUInt32(at, (uint)(heap.Position - heapStart));
        if (value.AsArray is { } array)
            WriteArray(ref heap, heapStart, type.Element, array, encoders);
        else if (value.AsString is { } text)
            EncodedText.Write(ref heap, text);
        else if (value.AsReference is { } path)
            EncodedText.Write(ref heap, encoders.Complete(path));
        else if (value.AsInstance is { } instance)
            WriteObject(ref heap, instance, encoders);
        else
            WriteTime(ref heap, value);
    }

    private static bool WriteNumber(Span<byte> slot, CimType type, CimValue value)
    {
        switch (type)
        {
            case CimType.SInt8 or CimType.UInt8:
                slot[0] = unchecked((byte)value.AsInt64);
                return true;
            case CimType.SInt16 or CimType.UInt16 or CimType.Char16:
                BinaryPrimitives.WriteUInt16LittleEndian(slot, unchecked((ushort)value.AsInt64));
                return true;
            case CimType.Boolean:
                // 2.2.75: all bits, and nothing else.
                BinaryPrimitives.WriteUInt16LittleEndian(slot, value.AsBoolean ? ushort.MaxValue : (ushort)0);
                return true;
            case CimType.SInt32 or CimType.UInt32:
                BinaryPrimitives.WriteUInt32LittleEndian(slot, unchecked((uint)value.AsInt64));
                return true;
            case CimType.SInt64 or CimType.UInt64:
                BinaryPrimitives.WriteInt64LittleEndian(slot, value.AsInt64);
                return true;
            case CimType.Real32:
                BinaryPrimitives.WriteSingleLittleEndian(slot, (float)value.AsReal);
                return true;
            case CimType.Real64:
                BinaryPrimitives.WriteDoubleLittleEndian(slot, value.AsReal);
                return true;
            default:
                return false;
        }
    }

    // The text of an array of strings is right behind its references: impacket reads it there.
    private static void WriteArray(ref ByteWriter heap, int heapStart, WireType element, CimArray array, WmioEncoders encoders)
    {
        heap.WriteUInt32((uint)array.Count);
        var at = heap.Position;
        var slots = heap.Reserve(array.Count * element.Size);
        // A null element of numbers is 0: they have no other sign for it.
        slots.Fill(element.Type is CimType.String or CimType.DateTime or CimType.Reference or CimType.Object ? byte.MaxValue : (byte)0);
        foreach (var value in array.Elements)
        {
            if (!value.IsNull)
                Write(ref heap, at, ref heap, heapStart, element, value, encoders);
            at += element.Size;
        }
    }

    private static void WriteObject(ref ByteWriter heap, CimInstance instance, WmioEncoders encoders)
    {
        var at = heap.Position;
        heap.WriteUInt32(0);
        encoders.For(instance.Class).WriteBlock(ref heap, instance);
        heap.PatchUInt32(at, (uint)(heap.Position - at - 4));
    }

    private static void WriteTime(ref ByteWriter heap, CimValue value)
    {
        Span<char> text = stackalloc char[TimeLength];
        value.TryFormat(text, out var written);
        EncodedText.Write(ref heap, text[..written]);
    }
}
