namespace Sekimori.Posture.Tls;

/// <summary>A server's answer to a ClientHello.</summary>
/// <param name="Version">The version that it chose; null if it sent no ServerHello.</param>
/// <param name="Suite">The suite that it chose.</param>
/// <param name="Alert">The alert that it sent instead; null if there was none.</param>
/// <param name="Certificate">Its own certificate in DER, where it is sent in the clear (up to TLS 1.2); empty otherwise.</param>
/// <param name="Chain">The certificates that follow it.</param>
internal sealed record TlsAnswer(
    TlsVersion? Version, ushort Suite, byte? Alert, byte[] Certificate, IReadOnlyList<byte[]> Chain)
{
    /// <summary>Whether this answers a hello for a version.</summary>
    public bool Accepts(TlsVersion version) => Version == version;

    /// <summary>As a fact has it: "accepted TLS_…" or "rejected (…)".</summary>
    public string Describe(TlsVersion asked) => Alert is { } alert ? $"rejected ({TlsNames.OfAlert(alert)})"
        : Version == asked ? $"accepted {TlsNames.OfSuite(Suite)}"
        : Version is { } other ? $"rejected (answers with {TlsNames.Of(other)})"
        : "no TLS";
}
