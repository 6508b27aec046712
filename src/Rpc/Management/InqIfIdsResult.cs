namespace Sekimori.Rpc.Management;

/// <summary>The results of rpc_mgmt_inq_if_ids ([C706] Appendix Q).</summary>
/// <param name="IfIdVector">The interfaces that the endpoint serves.</param>
/// <param name="Status">0, or why not.</param>
internal sealed record InqIfIdsResult(RpcIfIdVector? IfIdVector, uint Status);
