namespace Sekimori.Client.WsMan.Http;

/// <summary>An answer as HTTP has it; the bytes are of the shared pool, and whoever takes the answer gives them back.</summary>
/// <param name="Status">The status.</param>
/// <param name="ContentType">The content type as sent; empty if there is none.</param>
/// <param name="Challenges">What is in WWW-Authenticate.</param>
/// <param name="Date">When the server sent it, by its own clock; null if it does not say.</param>
/// <param name="Bytes">The body.</param>
/// <param name="Count">How many bytes it has.</param>
internal readonly record struct HttpAnswer(int Status, string ContentType, IReadOnlyList<string> Challenges, DateTimeOffset? Date, byte[] Bytes, int Count)
{
    /// <summary>What is in Authentication-Info, by which a server that speaks Digest proves itself (RFC 7615); null if it is not there.</summary>
    public string? AuthenticationInfo { get; init; }
}
