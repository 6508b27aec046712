using System.Buffers;

namespace Sekimori.TestKit;

/// <summary>How a stream of bytes arrives: in which pieces.</summary>
public static class Cut
{
    /// <summary>All at once.</summary>
    public static IEnumerable<int> Whole(int length) => [length];

    /// <summary>One byte after the other.</summary>
    public static IEnumerable<int> ByteByByte(int length) => Enumerable.Repeat(1, length);

    /// <summary>Pieces of random length, the same for the same seed.</summary>
    public static IEnumerable<int> Randomly(int length, int seed)
    {
        var random = new Random(seed);
        while (length > 0)
        {
            var piece = random.Next(1, Math.Min(length, 40) + 1);
            length -= piece;
            yield return piece;
        }
    }

    /// <summary>A sequence of many segments, as a pipe gives them where a fragment spans its blocks.</summary>
    public static ReadOnlySequence<byte> Segmented(ReadOnlyMemory<byte> bytes, int segment)
    {
        if (bytes.IsEmpty) return ReadOnlySequence<byte>.Empty;
        Segment? first = null, last = null;
        for (var at = 0; at < bytes.Length; at += segment)
        {
            last = new Segment(bytes.Slice(at, Math.Min(segment, bytes.Length - at)), last);
            first ??= last;
        }

        return new(first!, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is null) return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}
