using System.Collections.Immutable;
using System.Net;
using Sekimori.Guard.Admission;
using Sekimori.Guard.Connect;
using Sekimori.WsMan.Operations;

namespace Sekimori.Gate.Settings;

/// <summary>All settings of a server. Immutable; the defaults are the secure ones.</summary>
internal sealed record GateSettings
{
    /// <summary>How the program was called, so that suggested commands work.</summary>
    public string Command { get; init; } = "sekimori";

    /// <summary>Where it listens: every address. Who is allowed is another matter: <see cref="Allow"/>.</summary>
    public ImmutableArray<IPAddress> Addresses { get; init; } = [IPAddress.IPv6Any];

    /// <summary>Who is allowed at all: this machine alone.</summary>
    public AddressList Allow { get; init; } = AddressList.Loopback;

    /// <summary>The folder with accounts, keys and certificate; null stands for the user's own.</summary>
    public string? Data { get; init; }

    /// <summary>The RPC side.</summary>
    public RpcSettings Rpc { get; init; } = new();

    /// <summary>WMI is served, if DCOM is.</summary>
    public bool IsWmiEnabled { get; init; } = true;

    /// <summary>The ports of WS-Management.</summary>
    public WsManPorts WsManPorts { get; init; } = new();

    /// <summary>What winrm/config shows: limits, schemes, quotas of shells.</summary>
    public WsManSettings WsMan { get; init; } = new();

    /// <summary>Names that clients call in shells, and the program that runs in their place; letter case is disregarded.</summary>
    public ImmutableDictionary<string, string> Commands { get; init; } =
        ImmutableDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase).Add("powershell", "pwsh")
        .Add("powershell.exe", "pwsh");

    /// <summary>Operators may have everything that a server without root rights has.</summary>
    public bool TrustOperators { get; init; }

    /// <summary>Administrators may store event consumers in root/subscription. Nothing runs them.</summary>
    public bool StoreConsumers { get; init; }

    /// <summary>The socket of the keeper that does what needs rights; null if the server does it itself.</summary>
    public string? Keeper { get; init; }

    /// <summary>Your own certificate for HTTPS.</summary>
    public CertificateSettings Certificate { get; init; } = new();

    /// <summary>True for cipher suites with CBC too, which Windows Server 2012 R2 and older clients need.</summary>
    public bool CompatibleTls { get; init; }

    /// <summary>How the keys of stored secrets are wrapped.</summary>
    public SecretSettings Secrets { get; init; } = new();

    /// <summary>How users log on.</summary>
    public LogonSettings Logon { get; init; } = new();

    /// <summary>The guard.</summary>
    public GuardSettings Guard { get; init; } = new();

    /// <summary>The gateway to other hosts.</summary>
    public GatewaySettings Gateway { get; init; } = new();

    /// <summary>How many connections there may be, and what is held for peers that have not logged on.</summary>
    public AdmissionLimits Limits { get; init; } = AdmissionLimits.Default;

    /// <summary>What is logged.</summary>
    public LogSettings Log { get; init; } = new();
}
