using Sekimori.Rpc.Pdu;
using Sekimori.Wire;

namespace Sekimori.Rpc.Framing;

/// <summary>
/// One whole fragment, cut into its parts: header, body, security trailer, authentication token ([MS-RPCE] 2.2.2.1). It refers to the bytes
/// that it was cut from.
/// </summary>
internal readonly ref struct Fragment
{
    private readonly PduView _view;

    private Fragment(PduView view) => _view = view;

    /// <summary>The whole fragment.</summary>
    public ReadOnlySpan<byte> Bytes => _view.Bytes;

    /// <summary>The common header.</summary>
    public PduHeader Header => _view.Header;

    /// <summary>Where the body ends, authentication padding included: the offset of the security trailer, or of the end.</summary>
    public int BodyEnd => _view.PaddedEnd;

    /// <summary>True if there is a security trailer.</summary>
    public bool HasTrailer => _view.HasTrailer;

    /// <summary>The security trailer; meaningless without <see cref="HasTrailer"/>.</summary>
    public SecurityTrailer Trailer => _view.Trailer;

    /// <summary>
    /// True if the security trailer, if there is one, is at its required place: 4-aligned from the start of the PDU ([MS-RPCE] 2.2.2.11).
    /// </summary>
    public bool IsAligned => !HasTrailer || BodyEnd % 4 == 0;

    /// <summary>What follows the common header, authentication padding included.</summary>
    public ReadOnlySpan<byte> Body => _view.Body;

    /// <summary>The authentication token; empty if there is none.</summary>
    public ReadOnlySpan<byte> Token => _view.Token;

    /// <summary>Cuts a fragment.</summary>
    /// <param name="bytes">As many bytes as frag_length of its header.</param>
    /// <param name="header">Its header.</param>
    /// <param name="fixedPart">Bytes from the start of the fragment that padding cannot reach into: header and fixed fields of this PDU
    /// type.</param>
    /// <param name="fragment">The parts.</param>
    /// <returns>False if auth_length or auth_pad_length contradict the length ([MS-RPCE] 2.2.2.11).</returns>
    public static bool TryCut(ReadOnlySpan<byte> bytes, in PduHeader header, int fixedPart, out Fragment fragment)
    {
        var view = new PduView(bytes, header);
        fragment = new(view);
        if (header.AuthLength == 0) return true;
        return view.HasTrailer && view.Trailer.PadLength <= Math.Max(view.PaddedEnd - fixedPart, 0);
    }

    /// <summary>The stub of a request or response without its padding.</summary>
    /// <param name="offset">Where the stub starts.</param>
    /// <exception cref="MalformedException">The fragment ends before its stub starts.</exception>
    public ReadOnlySpan<byte> Stub(int offset)
    {
        var end = BodyEnd - (HasTrailer ? Trailer.PadLength : 0);
        if (end < offset) throw new MalformedException(Malformed.Truncated, "stub");
        return Bytes[offset..end];
    }

    /// <summary>The stub of a request or response with its padding: what is signed and sealed.</summary>
    /// <param name="offset">Where the stub starts.</param>
    /// <exception cref="MalformedException">The fragment ends, or its trailer starts, before its stub starts.</exception>
    public ReadOnlySpan<byte> PaddedStub(int offset) =>
        BodyEnd < offset ? throw new MalformedException(Malformed.Truncated, "stub") : Bytes[offset..BodyEnd];
}
