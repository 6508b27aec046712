using System.Buffers;

namespace Sekimori.Capture.Network;

/// <summary>
/// One direction of a TCP connection: puts segments into order. What arrives in order is passed on without a copy; what comes early waits,
/// within limits. Bytes that were passed on stay: a later overlap or retransmission changes nothing.
/// </summary>
internal sealed class HalfStream(CaptureBudget budget)
{
    /// <summary>Bytes that may wait for a missing segment: a receive window of a LAN.</summary>
    private const int WaitingLimit = 256 * 1024;

    /// <summary>Segments that may wait.</summary>
    private const int SegmentLimit = 256;

    private List<Segment>? _waiting;
    private int _waitingBytes;

    /// <summary>True once the sequence number of the next byte is known.</summary>
    public bool IsSynchronised { get; private set; }

    /// <summary>The sequence number of the next byte to pass on.</summary>
    public uint Next { get; private set; }

    /// <summary>True if segments wait for one that is missing.</summary>
    public bool IsWaiting => _waiting is { Count: > 0 };

    public void Synchronise(uint next)
    {
        IsSynchronised = true;
        Next = next;
    }

    /// <summary>Adds a segment, which may be early, late or in order.</summary>
    /// <param name="sequence">Sequence number of its first byte.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="now">The bytes to pass on at once; empty if there are none.</param>
    /// <returns>False if the segment neither was passed on nor could wait: the caller must skip over the gap.</returns>
    public bool Take(uint sequence, ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> now)
    {
        now = default;
        var ahead = (int)(sequence - Next);
        if (ahead <= 0)
        {
            if (-(long)ahead >= bytes.Length) return true; // all of it was seen before
            now = bytes[-ahead..];
            Next += (uint)now.Length;
            return true;
        }
        if (_waitingBytes + bytes.Length > WaitingLimit || _waiting?.Count >= SegmentLimit || !budget.TryTake(bytes.Length)) return false;
        Insert(new(sequence, bytes));
        return true;
    }

    /// <summary>The next waiting bytes that are in order now; false if there are none. Valid until the next call.</summary>
    public bool TryNext(out ReadOnlySpan<byte> now)
    {
        while (_waiting is { Count: > 0 } && (int)(_waiting[0].Sequence - Next) <= 0)
        {
            var first = _waiting[0];
            RemoveFirst();
            var seen = (int)(Next - first.Sequence);
            if (seen >= first.Length) continue;
            now = first.Bytes.AsSpan(seen, first.Length - seen);
            Next += (uint)now.Length;
            return true;
        }
        now = default;
        return false;
    }

    /// <summary>
    /// Gives up on missing bytes: the stream continues at the first waiting segment, or at <paramref name="otherwise"/>. Returns the size
    /// of the gap.
    /// </summary>
    public uint Skip(uint otherwise)
    {
        var next = _waiting is { Count: > 0 } && (int)(_waiting[0].Sequence - otherwise) < 0 ? _waiting[0].Sequence : otherwise;
        var gap = next - Next;
        Next = next;
        return gap;
    }

    /// <summary>The sequence number where the first waiting segment starts.</summary>
    public uint FirstWaiting => _waiting![0].Sequence;

    public void Clear()
    {
        while (_waiting is { Count: > 0 }) RemoveFirst();
    }

    private void Insert(Segment segment)
    {
        _waiting ??= [];
        var at = _waiting.Count;
        while (at > 0 && (int)(_waiting[at - 1].Sequence - segment.Sequence) > 0) at--;
        _waiting.Insert(at, segment);
        _waitingBytes += segment.Length;
    }

    private void RemoveFirst()
    {
        var first = _waiting![0];
        _waiting.RemoveAt(0);
        _waitingBytes -= first.Length;
        budget.Give(first.Length);
    }

    private readonly struct Segment(uint sequence, ReadOnlySpan<byte> bytes)
    {
        public readonly uint Sequence = sequence;
        public readonly byte[] Bytes = bytes.ToArray();

        public int Length => Bytes.Length;
    }
}
