using System.Buffers;
using Sekimori.Rpc.Pdu;

namespace Sekimori.Rpc.Framing;

/// <summary>
/// Splits a stream of bytes into fragments by frag_length ([C706] 12.6.3.1). Keeps nothing: incomplete bytes stay with the caller.
/// </summary>
internal static class FragmentReader
{
    /// <summary>
    /// Bytes of the largest fragment that frag_length can announce. A server waits for no more than this before it answers, so that a peer
    /// that is rejected for its length has been read to the end, and the connection can be closed without a reset that loses the answer.
    /// </summary>
    public const int LargestFragment = ushort.MaxValue;

    /// <summary>Looks at the start of <paramref name="input"/>.</summary>
    /// <param name="input">What has been received and not consumed.</param>
    /// <param name="header">The common header, if there are 16 bytes; its version may be another one.</param>
    /// <returns>Whether there is a fragment.</returns>
    public static FragmentStatus Peek(in ReadOnlySequence<byte> input, out PduHeader header)
    {
        header = default;
        if (input.Length < PduHeader.Size) return FragmentStatus.Incomplete;
        Span<byte> copy = stackalloc byte[PduHeader.Size];
        scoped var start = input.FirstSpan;
        if (start.Length < PduHeader.Size)
        {
            input.Slice(0, PduHeader.Size).CopyTo(copy);
            start = copy;
        }

        return Peek(start, input.Length, out header);
    }

    /// <summary>Looks at the start of <paramref name="input"/>, which is in one piece.</summary>
    /// <param name="input">What has been received and not consumed.</param>
    /// <param name="header">The common header, if there are 16 bytes; its version may be another one.</param>
    /// <returns>Whether there is a fragment.</returns>
    public static FragmentStatus Peek(ReadOnlySpan<byte> input, out PduHeader header)
    {
        header = default;
        return input.Length < PduHeader.Size ? FragmentStatus.Incomplete : Peek(input, input.Length, out header);
    }

    private static FragmentStatus Peek(scoped ReadOnlySpan<byte> start, long length, out PduHeader header)
    {
        header = PduHeader.Read(start);
        if (!PduHeader.IsSupportedVersion(start)) return FragmentStatus.OtherVersion;
        if (header.FragmentLength < PduHeader.Size) return FragmentStatus.BadLength;
        return length < header.FragmentLength ? FragmentStatus.Incomplete : FragmentStatus.Whole;
    }
}
