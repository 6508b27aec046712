using Sekimori.Ndr.Attributes;
using Sekimori.Observations;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Rpc.Management;

/// <summary>Remote management, on every endpoint ([C706] Appendix Q, [MS-RPCE] 2.2.1.3).</summary>
[RpcInterface("afa8bd80-7d8a-11c9-bef4-08002b102989", "1.0")]
internal partial interface IManagement
{
    /// <summary>rpc_mgmt_inq_if_ids: the interfaces of this endpoint.</summary>
    [Opnum(0)]
    ValueTask<InqIfIdsResult> InqIfIdsAsync(CancellationToken cancellationToken);

    /// <summary>rpc_mgmt_inq_stats ([MS-RPCE] 2.2.1.3.3): what the endpoint has done.</summary>
    [Opnum(1)]
    ValueTask<InqStatsResult> InqStatsAsync([Range(0, 50)] uint count, CancellationToken cancellationToken);

    /// <summary>rpc_mgmt_is_server_listening: is it ready for calls?</summary>
    [Opnum(2)]
    ValueTask<IsServerListeningResult> IsServerListeningAsync(CancellationToken cancellationToken);

    /// <summary>rpc_mgmt_stop_server_listening: no.</summary>
    [Opnum(3)]
    ValueTask<uint> StopServerListeningAsync(CancellationToken cancellationToken);

    /// <summary>rpc_mgmt_inq_princ_name ([MS-RPCE] 2.2.1.3.4): the principal name for an authentication service.</summary>
    [Opnum(4)]
    ValueTask<InqPrincNameResult> InqPrincNameAsync([Observed(Fact.Inquiry)] uint authnProto, [Range(0, 4096)]
        uint princNameSize, CancellationToken cancellationToken);
}
