namespace Sekimori.Survey;

/// <summary>
/// The bytes of an answer as they arrive. Most answers have a few kilobytes: a buffer of the limit's size for each question would be a
/// megabyte or two for each host, and beyond 85 KB one that the collector seldom frees.
/// </summary>
/// <param name="most">The most bytes that are taken.</param>
internal sealed class AnswerBuffer(int most)
{
    // A hello with a chain of certificates, or an envelope of one object.
    private const int First = 8 * 1024;

    private byte[] _bytes = new byte[Math.Min(First, most)];
    private int _count;

    /// <summary>What has arrived so far.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _count);

    /// <summary>True if there is no room for more.</summary>
    public bool IsFull => _count >= most;

    /// <summary>Room for more; empty if the limit is reached.</summary>
    public Memory<byte> Free()
    {
        if (_count == _bytes.Length && !IsFull) Array.Resize(ref _bytes, (int)Math.Min(_bytes.Length * 2L, most));
        return _bytes.AsMemory(_count);
    }

    /// <summary>So many bytes were written to what <see cref="Free"/> returned.</summary>
    public void Advance(int count) => _count += count;
}
