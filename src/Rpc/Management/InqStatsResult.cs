using Sekimori.Ndr.Attributes;

namespace Sekimori.Rpc.Management;

/// <summary>The results of rpc_mgmt_inq_stats ([MS-RPCE] 2.2.1.3.3).</summary>
/// <param name="Count">How many numbers there are.</param>
/// <param name="Statistics">Calls in, calls out, packets in, packets out ([C706] Appendix N), as far as requested.</param>
/// <param name="Status">0, or why not.</param>
internal sealed record InqStatsResult([Range(0, 50)] uint Count, [SizeIs("Count")] uint[] Statistics, uint Status);
