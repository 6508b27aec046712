using System.Buffers.Binary;
using Sekimori.Cim.Model;
using Sekimori.Wire;

namespace Sekimori.Wmi.Wmio;

/// <summary>Reads an EncodedValue ([MS-WMIO] 2.2.71): a number in its place, or what a heap reference names.</summary>
internal static class ValueReader
{
    /// <summary>Reads a value.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="slot">Its bytes in the value table, as many as the type says.</param>
    /// <param name="heap">The heap of this part.</param>
    /// <param name="budget">What is left.</param>
    /// <param name="zeroIsNone">True where the name of the class is at the start of the heap: peers write 0 for "no value".</param>
    public static CimValue Read(WireType type, ReadOnlySpan<byte> slot, Heap heap, DecodeBudget budget, bool zeroIsNone = false)
    {
        if (!type.IsArray && ReadNumber(type.Type, slot) is { IsNull: false } number)
            return number;
        var reference = BinaryPrimitives.ReadUInt32LittleEndian(slot);
        if (reference == HeapDictionary.None || (reference == 0 && zeroIsNone))
            return CimValue.Null;
        if (type.IsArray)
            return ReadArray(type.Element, reference, heap, budget);
        return type.Type == CimType.Object
            ? ReadObject(reference, heap, budget)
            : ReadText(type.Type, heap.ReadText(reference, budget));
    }

    private static CimValue ReadNumber(CimType type, ReadOnlySpan<byte> slot) => type switch
    {
        CimType.SInt8 => (sbyte)slot[0],
        CimType.UInt8 => slot[0],
        CimType.SInt16 => BinaryPrimitives.ReadInt16LittleEndian(slot),
        CimType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(slot),
        CimType.SInt32 => BinaryPrimitives.ReadInt32LittleEndian(slot),
        CimType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(slot),
        CimType.SInt64 => BinaryPrimitives.ReadInt64LittleEndian(slot),
        CimType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(slot),
        CimType.Real32 => BinaryPrimitives.ReadSingleLittleEndian(slot),
        CimType.Real64 => BinaryPrimitives.ReadDoubleLittleEndian(slot),
        // Only 0xFFFF is true by 2.2.75; impacket sends 1.
        CimType.Boolean => BinaryPrimitives.ReadUInt16LittleEndian(slot) != 0,
        CimType.Char16 => (char)BinaryPrimitives.ReadUInt16LittleEndian(slot),
        _ => CimValue.Null,
    };

    private static CimValue ReadText(CimType type, string? text)
    {
        if (text is null || type == CimType.String)
            return text;
        // impacket fills times and references without value with the empty string.
        if (text.Length == 0)
            return CimValue.Null;
        try
        {
            if (CimValue.TryParse(type, text, out var value))
                return value;
        }
        catch (CimException e)
        {
            throw new MalformedException(Malformed.BadValue, e.Message);
        }
        throw new MalformedException(Malformed.BadValue, $"text that is no {type}");
    }

    private static CimValue ReadArray(WireType element, uint reference, Heap heap, DecodeBudget budget)
    {
        // 2.2.79: the count, then the elements.
        var reader = heap.At(reference);
        var count = reader.ReadUInt32();
        if (count > (uint)reader.Remaining / element.Size)
            throw new MalformedException(Malformed.BadLength, $"an array of {count} elements in {reader.Remaining} bytes");
        budget.Spend((int)count * element.Size);
        // Text and objects pay for themselves; numbers become sixteen bytes each.
        var elements = new CimValue[count];
        for (var i = 0; i < elements.Length; i++)
            elements[i] = Read(element, reader.ReadBytes(element.Size), heap, budget);
        return new CimArray(element.Type, elements);
    }

    private static CimValue ReadObject(uint reference, Heap heap, DecodeBudget budget)
    {
        var reader = heap.At(reference);
        var length = reader.ReadUInt32();
        if (length > (uint)reader.Remaining)
            throw new MalformedException(Malformed.BadLength, $"an embedded object of {length} bytes in {reader.Remaining}");
        if (length == 0)
            return CimValue.Null;
        budget.Enter();
        var found = ObjectBlock.Read(reader.ReadBytes((int)length), budget);
        budget.Leave();
        // A class as a value, as in an event about a class, is an instance without values: the model has no other place for it.
        return found.Instance ?? new CimInstance(found.Class);
    }
}
