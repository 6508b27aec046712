using Sekimori.Observations;

namespace Sekimori.Capture.Rpc;

/// <summary>An interface that was proposed on an association under a number.</summary>
internal sealed class ObservedContext(ushort id, RpcInterface known, string version)
{
    public ushort Id => id;

    public RpcInterface Interface => known;

    public string Version => version;

    /// <summary>True if NDR64 was agreed on.</summary>
    public bool IsNdr64 { get; set; }

    /// <summary>True if the server accepted the proposal.</summary>
    public bool IsAccepted { get; set; }

    /// <summary>True if the interface was inferred from what the port has answered.</summary>
    public bool IsInferred { get; init; }
}
