using System.Security.Cryptography.X509Certificates;
using Sekimori.Security.Accounts;
using Sekimori.Security.Kerberos;
using Sekimori.Security.Ntlm;

namespace Sekimori.Security;

/// <summary>What a server's contexts are made with.</summary>
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

    /// <summary>How Kerberos is taken; null if it is not.</summary>
    public KerberosSettings? Kerberos { get; init; }

    /// <summary>The certificate of the TLS within CredSSP, asked for with each handshake; null if CredSSP is not taken, the default: its clients hand their password over.</summary>
    public Func<X509Certificate2>? CredSspCertificate { get; init; }

    /// <summary>Whether anonymous NTLM is taken: a caller without name and rights, whose messages are signed with a key that everybody knows.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>Compares the service that an NTLM client says it means with this host; nothing is compared by default.</summary>
    public TargetNameCheck TargetName { get; init; } = TargetNameCheck.None;

    /// <summary>Whether NTLM without an integrity code over the handshake is refused. Off by default: curl and impacket send none.</summary>
    public bool RequireMic { get; init; }
}
