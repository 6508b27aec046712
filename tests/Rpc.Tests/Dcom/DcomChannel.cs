using System.Buffers;
using System.Net;
using Sekimori.Guard;
using Sekimori.Ndr;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Dcom.Tests;

/// <summary>Calls as a connection does: what runs is what the bound interface resolves to.</summary>
internal sealed class DcomChannel(RpcServerInterface context, Caller caller, AssociationGroup group, ICallGuard? guard) : IRpcChannel
{
    public NdrSyntax Syntax => NdrSyntax.Ndr20;

    public async ValueTask<RpcReply> CallAsync(ushort opnum, ReadOnlyMemory<byte> stub, Guid? @object, CancellationToken cancellationToken)
    {
        var served = context.Resolve(@object, caller, group);
        var call = new RpcCall
        {
            Interface = served.Info, Opnum = opnum, Object = @object, Caller = caller, Group = group,
            Local = new(IPAddress.Parse("192.0.2.7"), 135), Remote = caller.Remote, StubLength = stub.Length, Guard = guard,
        };
        var reply = new ArrayBufferWriter<byte>();
        await served.InvokeAsync(call, stub, new(NdrSyntax.Ndr20), reply, cancellationToken);
        return new(reply.WrittenMemory, new(NdrSyntax.Ndr20));
    }
}
