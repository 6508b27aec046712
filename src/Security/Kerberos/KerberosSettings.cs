namespace Sekimori.Security.Kerberos;

/// <summary>The settings of a server for Kerberos.</summary>
public sealed record KerberosSettings
{
    /// <summary>
    /// The keytab with the service's keys, as a path or as FILE:path. Read with each handshake, so that new keys are loaded at once.
    /// </summary>
    public required string Keytab { get; init; }

    /// <summary>Whether tickets and session keys of RC4 are accepted. Off: they can be cracked off-line.</summary>
    public bool AllowRc4 { get; init; }
}
