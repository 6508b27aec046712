using System.Net;
using System.Net.Sockets;
using Sekimori.Linux.Host;
using Sekimori.Linux.Shells;

namespace Sekimori.Linux.Privileges;

/// <summary>What a keeper knows when it starts. None of it comes from a server.</summary>
internal sealed record KeeperDuties
{
    /// <summary>
    /// The user that servers run as: nothing is ever started as it, since a process of that user could look into the server.
    /// </summary>
    public required uint ServerUser { get; init; }

    /// <summary>Looks an account up in the keeper's own file; null if it has none of that name and number.</summary>
    public required Func<KeeperAccountName, KeeperAccount?> Find { get; init; }

    /// <summary>Writes one line of the keeper's log: account, order, verdict and why.</summary>
    public required Action<string> Log { get; init; }

    /// <summary>How shells are started.</summary>
    public required ShellSettings Shells { get; init; }

    /// <summary>What created processes may take.</summary>
    public CreateLimits Limits { get; init; } = CreateLimits.Default;

    /// <summary>Open shells of one account.</summary>
    public int MaxShells { get; init; } = 30;

    /// <summary>The addresses and ports that are bound for a server: those that the keeper's settings name.</summary>
    public Func<IPAddress, int, bool> MayBind { get; init; } = static (_, _) => false;

    /// <summary>Binds a port.</summary>
    public Func<IPAddress, int, Socket>? Bind { get; init; }

    /// <summary>The directories of the host.</summary>
    public LinuxPaths Paths { get; init; } = new();

    /// <summary>Manages the services.</summary>
    public IServiceManager Services { get; init; } = new SystemdServices();

    /// <summary>Restarts the host and turns it off.</summary>
    public IPowerControl Power { get; init; } = new SystemctlPower();
}
