using System.Buffers;
using Sekimori.Guard;
using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Objects;

/// <summary>
/// A presentation context of a COM interface. It only lets a client in: what runs is found by the IPID of each call, because some clients
/// send the calls of every interface on one context.
/// </summary>
/// <param name="exporter">Has the objects.</param>
/// <param name="info">The interface that is bound.</param>
internal sealed class OrpcContext(ObjectExporter exporter, RpcInterfaceInfo info) : RpcServerInterface
{
    public override RpcInterfaceInfo Info => info;

    public override bool AsksGuard => true;

    // Those of the object are not known yet.
    public override bool HasOperation(int opnum) => true;

    public override RpcServerInterface Resolve(Guid? @object, Caller caller, AssociationGroup group) =>
        exporter.Dispatch(@object, caller, group, info);

    public override ValueTask InvokeAsync(
        RpcCall call, ReadOnlyMemory<byte> stub, NdrFormat format, IBufferWriter<byte> reply, CancellationToken cancellationToken) =>
        throw new RpcFaultException(ComStatus.Disconnected, "a COM interface is called on an object");
}
