using System.Buffers;
using Sekimori.Ndr;
using Sekimori.Rpc.Interfaces;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Admission;

/// <summary>Operation 0 answers; operation 1 opens a context handle that nobody closes.</summary>
internal sealed class OpeningInterface : RpcServerInterface
{
    public override RpcInterfaceInfo Info { get; } = new("Opening", EchoInterface.EchoId, ["Answer", "Open"]);

    public override ValueTask InvokeAsync(
        RpcCall call, ReadOnlyMemory<byte> stub, NdrFormat format, IBufferWriter<byte> reply, CancellationToken cancellationToken)
    {
        if (call.Opnum == 1) call.Group.Open(this, call.Caller.Identity, new object());
        reply.Write(stub.Span);
        return default;
    }
}
