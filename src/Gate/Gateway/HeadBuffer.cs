using System.Buffers;

namespace Sekimori.Gate.Gateway;

/// <summary>Looks for the end of a head while it arrives. Each byte is looked at once, however small the pieces are.</summary>
internal struct HeadBuffer
{
    /// <summary>
    /// A Kerberos ticket with the groups of a large directory has 64 KB, in base64; Kestrel is given the same limit for its headers.
    /// </summary>
    public const int MaxBytes = 128 * 1024;

    private long _seen;
    private byte _last, _beforeLast, _third;

    /// <summary>Looks at what has arrived.</summary>
    /// <param name="buffer">All bytes of the head so far, and what follows it.</param>
    /// <param name="length">The length of the head with its empty line; 0 while it has not ended.</param>
    /// <returns>Why it is rejected; null if it is not.</returns>
    public string? Look(in ReadOnlySequence<byte> buffer, out int length)
    {
        length = 0;
        foreach (var memory in buffer.Slice(_seen))
        {
            foreach (var one in memory.Span)
            {
                _seen++;
                // RFC 9112 2.2 lets a reader take a bare LF for the end of a line; another reader may not.
                if (one == '\n' && _last != '\r') return "a line ends in LF alone";
                if (_last == '\r' && one != '\n') return "a CR within a line";
                if (one == '\n' && _beforeLast == '\n' && _third == '\r')
                {
                    length = (int)_seen;
                    return null;
                }
                if (_seen >= MaxBytes) return $"the head is longer than {MaxBytes / 1024} KiB";
                (_third, _beforeLast, _last) = (_beforeLast, _last, one);
            }
        }
        return null;
    }
}
