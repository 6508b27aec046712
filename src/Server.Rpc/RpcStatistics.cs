namespace Sekimori.Server.Rpc;

/// <summary>The counters of rpc_mgmt_inq_stats ([C706] Appendix Q). Thread-safe.</summary>
internal sealed class RpcStatistics
{
    private long _callsReceived;
    private long _packetsReceived;
    private long _packetsSent;

    /// <summary>Calls that were received.</summary>
    public long CallsReceived => Interlocked.Read(ref _callsReceived);

    /// <summary>PDUs that were received, as far as they had an effect.</summary>
    public long PacketsReceived => Interlocked.Read(ref _packetsReceived);

    /// <summary>PDUs that were sent, one for each answer.</summary>
    public long PacketsSent => Interlocked.Read(ref _packetsSent);

    internal void CountCall()
    {
        Interlocked.Increment(ref _callsReceived);
        Interlocked.Increment(ref _packetsReceived);
        Interlocked.Increment(ref _packetsSent);
    }

    internal void CountBind()
    {
        Interlocked.Increment(ref _packetsReceived);
        Interlocked.Increment(ref _packetsSent);
    }
}
