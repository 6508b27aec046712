using System.Net;

namespace Sekimori.Client.Gateway;

/// <summary>What a connector listens on.</summary>
internal sealed record ConnectorOptions
{
    /// <summary>The address; of the loopback network.</summary>
    public IPAddress Listen { get; init; } = IPAddress.Loopback;

    /// <summary>The ports from the start on.</summary>
    public required IReadOnlyList<int> Ports { get; init; }

    /// <summary>The endpoint mapper's port, whose answers name further ports; 0 if none is watched.</summary>
    public int MapperPort { get; init; } = 135;

    /// <summary>True if other users of this machine may use the ports.</summary>
    public bool AnyUser { get; init; }

    /// <summary>Told of each port that is opened, or cannot be, and of each stream that cannot; one line.</summary>
    public Action<string> Report { get; init; } = _ => { };
}
