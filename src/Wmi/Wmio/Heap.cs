using Sekimori.Wire;

namespace Sekimori.Wmi.Wmio;

/// <summary>A heap ([MS-WMIO] 2.2.66) that is being read. What nothing refers to is never looked at: it may be anything (2.3.4).</summary>
internal readonly ref struct Heap
{
    private readonly ReadOnlySpan<byte> _bytes;

    private Heap(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public static Heap Read(scoped ref ByteReader reader)
    {
        // The top bit is always set, also of an empty heap.
        var length = reader.ReadUInt32() & ~HeapDictionary.Flag;
        return new(reader.ReadBytes(checked((int)length)));
    }

    /// <summary>The bytes from a reference to the end of the heap.</summary>
    public ByteReader At(uint reference) => reference <= (uint)_bytes.Length
        ? new(_bytes[(int)reference..])
        : throw new MalformedException(Malformed.BadLength, $"heap reference {reference} in a heap of {_bytes.Length} bytes");

    /// <summary>A string, or null where the reference says that there is none.</summary>
    public string? ReadText(uint reference, DecodeBudget budget)
    {
        if (reference == HeapDictionary.None)
            return null;
        if ((reference & HeapDictionary.Flag) != 0)
            return HeapDictionary.Find(reference);
        var reader = At(reference);
        return EncodedText.Read(ref reader, budget);
    }
}
