using System.Buffers;
using Sekimori.Ndr;
using Sekimori.Observations;
using Sekimori.Rpc;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Dcom.Objects;

/// <summary>
/// Ends a call that reaches no object with a fault. The guard is asked first, so that the attempt is recorded with its reason.
/// </summary>
/// <param name="info">The interface that was bound.</param>
/// <param name="status">The fault.</param>
/// <param name="anomaly">The reason, a word for audit log and rules.</param>
internal sealed class RefusedCall(RpcInterfaceInfo info, uint status, string anomaly) : RpcServerInterface
{
    /// <summary>The IPID belongs to another account.</summary>
    public const string ForeignIpid = "foreign_ipid";

    /// <summary>No object has this IPID.</summary>
    public const string UnknownIpid = "unknown_ipid";

    /// <summary>A call on an object with less protection than it must have.</summary>
    public const string LowLevel = "orpc_level";

    public override RpcInterfaceInfo Info => info;

    public override bool AsksGuard => true;

    public override async ValueTask InvokeAsync(
        RpcCall call, ReadOnlyMemory<byte> stub, NdrFormat format, IBufferWriter<byte> reply, CancellationToken cancellationToken)
    {
        if (call.Guard is { } guard)
        {
            var facts = guard.FactsFor(call) ?? new();
            facts.Add(Fact.Anomaly, anomaly);
            if (call.Object is { } ipid) facts.Add(Fact.Object, ipid.ToString());
            await guard.AskAsync(call, facts).ConfigureAwait(false);
        }

        throw new RpcFaultException(status, anomaly);
    }
}
