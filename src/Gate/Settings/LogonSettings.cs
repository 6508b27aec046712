using System.Collections.Immutable;
using Sekimori.Security.Ntlm;

namespace Sekimori.Gate.Settings;

/// <summary>How users log on, and the consequences of wrong passwords.</summary>
internal sealed record LogonSettings
{
    /// <summary>Wrong passwords after which an account is locked for <see cref="LockFor"/>; 0: it is slowed down, never locked.</summary>
    public int LockAfter { get; init; }

    /// <summary>What Windows clients may call this host's domain or workgroup; null stands for the host's own name.</summary>
    public string? Domain { get; init; }

    /// <summary>
    /// Whether a logon that names another domain is one of the local accounts; null: where neither <see cref="Domain"/> nor
    /// <see cref="Keytab"/> is set.
    /// </summary>
    public bool? TakesUnknownDomains { get; init; }

    /// <summary>How the host and service are checked that an NTLM client names as its target.</summary>
    public TargetNameMode TargetName { get; init; } = TargetNameMode.Relaxed;

    /// <summary>Further names that clients reach this host by: of a load balancer, an alias in DNS.</summary>
    public ImmutableArray<string> PublishedNames { get; init; } = [];

    /// <summary>Whether NTLM without an integrity code over the handshake is refused.</summary>
    public bool RequireMic { get; init; }

    /// <summary>A keytab with this host's Kerberos keys (host/NAME, HTTP/NAME); null: no Kerberos.</summary>
    public string? Keytab { get; init; }

    /// <summary>A PEM file with the authorities of client certificates; null: those that the system trusts.</summary>
    public string? ClientAuthorities { get; init; }

    /// <summary>How the revocation of a client certificate is checked.</summary>
    public ClientRevocation ClientRevocation { get; init; }

    /// <summary>How long a lock lasts.</summary>
    public TimeSpan LockFor { get; init; } = TimeSpan.FromMinutes(15);
}
