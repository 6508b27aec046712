using System.Collections.Immutable;
using Sekimori.Guard;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Server.Rpc;

namespace Sekimori.Gate.Settings;

/// <summary>The settings of the RPC side.</summary>
internal sealed record RpcSettings
{
    /// <summary>The endpoint mapper's port; 0 is off.</summary>
    public int Port { get; init; } = 135;

    /// <summary>Where the RPC endpoint takes its port from; one port pins it, and the mapper's own serves both at that port.</summary>
    public PortRange DynamicPort { get; init; } = PortRange.Dynamic;

    /// <summary>True if the mapper's port serves all that the RPC endpoint does: a firewall opens one port.</summary>
    public bool IsOnePort => Port != 0 && (DynamicPort.First, DynamicPort.Last) == (Port, Port);

    /// <summary>The longest fragment in bytes that is offered and taken; 5,840 is what Windows offers over TCP.</summary>
    public int MaxFragment { get; init; } = 5840;

    /// <summary>The longest request in bytes, its fragments put together.</summary>
    public int MaxRequest { get; init; } = 4 * 1024 * 1024;

    /// <summary>The longest request in bytes of a caller who has not logged on.</summary>
    public int MaxAnonymousRequest { get; init; } = RpcServerLimits.Default.MaxAnonymousRequest;

    /// <summary>The Windows version to answer as where they differ.</summary>
    public WindowsGeneration Generation { get; init; } = WindowsGeneration.Server2012R2;

    /// <summary>
    /// The Unix socket over which other programs of this machine register; null stands for rpc.sock in the data folder, the empty string
    /// for none.
    /// </summary>
    public string? Socket { get; init; }

    /// <summary>
    /// The least protection of a call over TCP; above none, callers must log on. The local transport knows its callers without a logon.
    /// </summary>
    public ProtectionLevel LeastLevel { get; init; } = ProtectionLevel.None;

    /// <summary>The same for single interfaces, by UUID.</summary>
    public ImmutableDictionary<Guid, ProtectionLevel> LeastLevels { get; init; } = ImmutableDictionary<Guid, ProtectionLevel>.Empty;

    /// <summary>DCOM.</summary>
    public DcomSettings Dcom { get; init; } = new();

    /// <summary>The least protection of a call of an interface over TCP.</summary>
    public ProtectionLevel LeastLevelOf(SyntaxId @interface) => LeastLevels.GetValueOrDefault(@interface.Uuid, LeastLevel);
}
