namespace Sekimori.Observations;

/// <summary>Anomalies in the shape of RPC traffic: server and passive observer use the same words.</summary>
internal static class RpcAnomalies
{
    /// <summary>
    /// Presentation contexts of one connection past which they are too many: Windows proposes three for each interface and asks for a
    /// handful of them.
    /// </summary>
    public const int ManyContexts = 100;

    /// <summary>
    /// A stub that grows beyond this is reported immediately: servers end a call there, and CVE-2022-26809 goes towards 2^31.
    /// </summary>
    public const long OversizeCall = 4 << 20;

    /// <summary>A client that cuts a call into pieces below this, and into many, does not want to be read.</summary>
    private const int TinyFragment = 32, TinyFragments = 8;

    /// <summary>An anomaly in the size of a call, or in how it was fragmented, as a word for rules; null if there is none.</summary>
    /// <param name="bytes">Its encoded arguments in all.</param>
    /// <param name="fragments">The number of their PDUs.</param>
    public static string? OfCall(long bytes, int fragments) =>
        bytes > OversizeCall ? "oversize_call" : fragments >= TinyFragments && bytes < (long)fragments * TinyFragment ? "tiny_fragments"
        : null;
}
