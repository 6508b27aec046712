namespace Sekimori.Client.WsMan.Http;

/// <summary>An HTTP response; the bytes come from the shared pool, and the receiver returns them.</summary>
/// <param name="Status">The status.</param>
/// <param name="ContentType">The content type as sent; empty if there is none.</param>
/// <param name="Challenges">What is in WWW-Authenticate.</param>
/// <param name="Date">When the server sent it, by its own clock; null if it gives none.</param>
/// <param name="Bytes">The body.</param>
/// <param name="Count">How many bytes it has.</param>
internal readonly record struct HttpAnswer(
    int Status, string ContentType, IReadOnlyList<string> Challenges, DateTimeOffset? Date, byte[] Bytes, int Count)
{
    /// <summary>The content of Authentication-Info, by which a server with Digest proves itself (RFC 7615); null if missing.</summary>
    public string? AuthenticationInfo { get; init; }
}
