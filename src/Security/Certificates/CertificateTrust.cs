using System.Security.Cryptography.X509Certificates;

namespace Sekimori.Security.Certificates;

/// <summary>Which client certificates are believed.</summary>
public sealed record CertificateTrust
{
    /// <summary>
    /// The authorities that are trusted. Empty for those of the system, of which there are hundreds: better to name one's own.
    /// </summary>
    public IReadOnlyList<X509Certificate2> Authorities { get; init; } = [];

    /// <summary>How revocation is checked: on the network if no list is at hand.</summary>
    public X509RevocationMode Revocation { get; init; } = X509RevocationMode.Online;

    /// <summary>Whether a certificate passes if its revocation status is unknown.</summary>
    public bool AllowUnknownRevocation { get; init; }

    /// <summary>The longest wait for revocation lists.</summary>
    public TimeSpan LookupTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
