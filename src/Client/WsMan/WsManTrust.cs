namespace Sekimori.Client.WsMan;

/// <summary>
/// Which certificates of a server are believed. With nothing set: those that the system trusts, for the name that was asked for.
/// </summary>
public sealed record WsManTrust
{
    /// <summary>A PEM file of authorities that are believed instead of the system's.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>
    /// The SHA-256 of the one certificate that is trusted, whatever its name, issuer and dates; 64 hexadecimal digits, colons allowed.
    /// </summary>
    public string? Fingerprint { get; init; }

    /// <summary>Believe any certificate: a man in the middle reads and changes everything.</summary>
    public bool Anyone { get; init; }
}
