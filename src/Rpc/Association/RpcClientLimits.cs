namespace Sekimori.Rpc.Association;

/// <summary>What a client offers to a server and accepts from it.</summary>
public sealed record RpcClientLimits
{
    /// <summary>The default limits.</summary>
    public static RpcClientLimits Default { get; } = new();

    /// <summary>Bytes of the largest fragment sent and accepted; the server may agree on less.</summary>
    public int MaxFragment { get; init; } = 5840;

    /// <summary>
    /// Bytes of the largest answer, all fragments together. A server that answers without end must not fill the client's memory.
    /// </summary>
    public int MaxResponse { get; init; } = 64 * 1024 * 1024;

    /// <summary>Most calls concurrently on one connection.</summary>
    public int MaxConcurrentCalls { get; init; } = 256;
}
