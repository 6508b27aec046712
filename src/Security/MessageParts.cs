namespace Sekimori.Security;

/// <summary>
/// The parts of a message that is protected as a whole. RPC with header signing gives the PDU's header, the stub with its padding, and the
/// security trailer; without header signing, and WS-Management, have only a body.
/// </summary>
/// <param name="header">Signed only, precedes the body.</param>
/// <param name="body">Signed; encrypted or decrypted in place if the message is sealed.</param>
/// <param name="trailer">Signed only, follows the body.</param>
public readonly ref struct MessageParts(ReadOnlySpan<byte> header, Span<byte> body, ReadOnlySpan<byte> trailer)
{
    /// <summary>Only a body.</summary>
    public MessageParts(Span<byte> body)
        : this(default, body, default)
    {
    }

    /// <summary>Signed only, precedes the body.</summary>
    public ReadOnlySpan<byte> Header { get; } = header;

    /// <summary>Signed; encrypted or decrypted in place if the message is sealed.</summary>
    public Span<byte> Body { get; } = body;

    /// <summary>Signed only, follows the body.</summary>
    public ReadOnlySpan<byte> Trailer { get; } = trailer;
}
