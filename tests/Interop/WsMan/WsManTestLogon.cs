using Sekimori.Security.Accounts;
using Sekimori.Security.Certificates;

namespace Sekimori.Interop.WsMan;

/// <summary>How a test's server lets people log on, beside names and passwords.</summary>
public sealed record WsManTestLogon
{
    /// <summary>The name that the realm's keytab is for; it resolves to 127.0.0.1.</summary>
    public const string RealmHost = "dc1.lab.test";

    /// <summary>A name that proxies of tests resolve, and nobody else.</summary>
    public const string ProxiedHost = "host.invalid";

    /// <summary>A keytab of the realm; null for no Kerberos.</summary>
    public string? Keytab { get; init; }

    /// <summary>The principal that is the account "operator".</summary>
    public string? Principal { get; init; }

    /// <summary>Which client certificates are believed.</summary>
    public CertificateTrust ClientCertificates { get; init; } = new();

    /// <summary>How long a connection may take to log on; null for what a server has.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>The clock of Digest's nonces.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What wrong passwords lead to.</summary>
    public LogonThrottleOptions Throttle { get; init; } = new();

    /// <summary>Adds providers of a test; null for none.</summary>
    public Action<Cim.Schema.ObjectManagerBuilder>? Objects { get; init; }
}
