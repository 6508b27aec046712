namespace Sekimori.Security;

/// <summary>
/// A peer's claims in a handshake, proven or not: what logs, rules and policies know of a logon beyond its outcome. Read once, by the
/// context that decides.
/// </summary>
/// <param name="Scheme">"NTLM", "Kerberos", or "Basic" of a request that was seen in clear.</param>
public sealed record LogonClaim(string Scheme)
{
    /// <summary><c>DOMAIN\user</c>; empty for an anonymous logon, and for Kerberos, whose client is inside the ticket.</summary>
    public string Account { get; init; } = "";

    /// <summary>NTLM: the client's computer, as it names itself; empty if it gives none.</summary>
    public string Computer { get; init; } = "";

    /// <summary>NTLM: bytes of the response; 24 is NTLMv1. Null for other schemes.</summary>
    public int? ResponseLength { get; init; }

    /// <summary>NTLM: whether the response names a TLS channel; null if it has no attributes.</summary>
    public bool? HasChannelBindings { get; init; }

    /// <summary>NTLM: whether the response announces an integrity code over the handshake; null if it has no attributes.</summary>
    public bool? HasIntegrityCode { get; init; }

    /// <summary>
    /// The service that the logon is for: MsvAvTargetName of NTLM, the service of a Kerberos ticket; empty if it is not named.
    /// </summary>
    public string Target { get; init; } = "";

    /// <summary>Kerberos: the realm of that service; empty for other schemes.</summary>
    public string Realm { get; init; } = "";
}
