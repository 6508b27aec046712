namespace Sekimori.Rpc.Management;

/// <summary>What an endpoint has done since it was opened ([C706] Appendix N: rpc_c_stats_*). Thread-safe.</summary>
public sealed class RpcStatistics
{
    private long _callsIn, _callsOut, _packetsIn, _packetsOut;

    /// <summary>A call came in.</summary>
    public void CountCall() => Interlocked.Increment(ref _callsIn);

    /// <summary>We called out.</summary>
    public void CountCallOut() => Interlocked.Increment(ref _callsOut);

    /// <summary>PDUs came in.</summary>
    public void CountReceived(int pdus) => Interlocked.Add(ref _packetsIn, pdus);

    /// <summary>PDUs went out.</summary>
    public void CountSent(int pdus) => Interlocked.Add(ref _packetsOut, pdus);

    /// <summary>The first numbers, in the order of the specification, each cut to 32 bits.</summary>
    public uint[] Take(int count)
    {
        uint[] all = [(uint)Interlocked.Read(ref _callsIn), (uint)Interlocked.Read(ref _callsOut), (uint)Interlocked.Read(ref _packetsIn), (uint)Interlocked.Read(ref _packetsOut)];
        return all[..Math.Min(count, all.Length)];
    }
}
