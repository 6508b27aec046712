using System.Security.Cryptography.X509Certificates;
using Sekimori.Security.Accounts;
using Sekimori.Security.Kerberos;
using Sekimori.Security.Ntlm;

namespace Sekimori.Security;

/// <summary>The settings for a server's contexts.</summary>
public sealed record SecurityAcceptorSettings
{
    /// <summary>The local accounts.</summary>
    public required IAccountDirectory Accounts { get; init; }

    /// <summary>Which names mean this host.</summary>
    public required LocalAuthority Authority { get; init; }

    /// <summary>Slows guessing; the same one for every scheme.</summary>
    public required LogonThrottle Throttle { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The settings of Kerberos; null if it is off.</summary>
    public KerberosSettings? Kerberos { get; init; }

    /// <summary>
    /// The certificate of the TLS within CredSSP, read with each handshake; null if CredSSP is off, the default, because its clients
    /// delegate their password.
    /// </summary>
    public Func<X509Certificate2>? CredSspCertificate { get; init; }

    /// <summary>
    /// Whether anonymous NTLM is accepted: a caller without name and rights, whose messages are signed with a key that everybody knows.
    /// </summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>Compares the service that an NTLM client names with this host; nothing is compared by default.</summary>
    public TargetNameCheck TargetName { get; init; } = TargetNameCheck.None;

    /// <summary>Whether NTLM without an integrity code over the handshake is denied. Off by default: curl and impacket send none.</summary>
    public bool RequireMic { get; init; }
}
