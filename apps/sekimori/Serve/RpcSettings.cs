using Sekimori.Hosting.Rpc;

namespace Sekimori.App.Serve;

/// <summary>What the RPC side is told.</summary>
internal sealed record RpcSettings
{
    /// <summary>The endpoint mapper's port; 0 is off.</summary>
    public int Port { get; init; } = 135;

    /// <summary>Where the RPC endpoint takes its port from; one port pins it.</summary>
    public PortRange DynamicPort { get; init; } = PortRange.Dynamic;

    /// <summary>The longest fragment in bytes that is offered and taken; 5,840 is what Windows offers over TCP.</summary>
    public int MaxFragment { get; init; } = 5840;

    /// <summary>The longest request in bytes, its fragments put together.</summary>
    public int MaxRequest { get; init; } = 4 * 1024 * 1024;

    /// <summary>The Unix socket over which other programs of this machine register; null stands for rpc.sock in the data folder, the empty string for none.</summary>
    public string? Socket { get; init; }
}
