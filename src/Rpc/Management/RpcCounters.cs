namespace Sekimori.Rpc.Management;

/// <summary>What an endpoint has done since it was opened ([C706] Appendix N: rpc_c_stats_*). Cut to 32 bits, as they travel.</summary>
/// <param name="CallsIn">Calls received.</param>
/// <param name="CallsOut">Calls made.</param>
/// <param name="PacketsIn">PDUs received.</param>
/// <param name="PacketsOut">PDUs that went out.</param>
internal readonly record struct RpcCounters(uint CallsIn, uint CallsOut, uint PacketsIn, uint PacketsOut)
{
    /// <summary>The first numbers, in the order of the specification.</summary>
    public uint[] Take(int count)
    {
        uint[] all = [CallsIn, CallsOut, PacketsIn, PacketsOut];
        return all[..Math.Min(count, all.Length)];
    }
}
