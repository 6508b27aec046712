using System.Net;
using Sekimori.Rpc.Association;

namespace Sekimori.TestHost;

/// <summary>How the test host serves.</summary>
public sealed record TestHostOptions
{
    /// <summary>Where.</summary>
    public IPAddress Address { get; init; } = IPAddress.Parse("127.0.0.2");

    /// <summary>The endpoint mapper's port; 0 for a free one.</summary>
    public int Port { get; init; } = 135;

    /// <summary>Whether DCOM is served.</summary>
    public bool HasDcom { get; init; }

    /// <summary>A Unix socket for the local transport; null for none.</summary>
    public string? Socket { get; init; }

    /// <summary>Whether ept_insert and ept_delete are taken over TCP too.</summary>
    public bool AllowInsert { get; init; }

    /// <summary>Whether anonymous NTLM is taken.</summary>
    public bool AllowAnonymous { get; init; } = true;

    /// <summary>The one account.</summary>
    public string User { get; init; } = "Administrator";

    /// <summary>Its password: the one that the peers' suites have as their default.</summary>
    public string Password { get; init; } = "Passw0rd.Lab1";

    /// <summary>The domain that means this host.</summary>
    public string Domain { get; init; } = "LAB";

    /// <summary>A keytab with host/dc1.lab.test; null: no Kerberos.</summary>
    public string? Keytab { get; init; }

    /// <summary>What is taken from one connection. The suites send requests of 4 MiB without a logon, as Windows takes them.</summary>
    public RpcServerLimits Limits
    {
        get; init;
    } = RpcServerLimits.Default with { MaxAnonymousRequest = RpcServerLimits.Default.MaxRequest };
}
