using System.Buffers;
using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Server.Tests.Survey;

/// <summary>An interface of a Windows service whose answers a test writes; a number is a fault.</summary>
internal sealed class ScriptedCalls(string uuid, ushort major, Func<RpcCall, int, byte[]?> answer, uint fault = 0x6f7)
    : RpcServerInterface
{
    public override RpcInterfaceInfo Info { get; } = new(uuid, new SyntaxId(new(uuid), major, 0), []);

    public override bool HasOperation(int opnum) => true;

    public override ValueTask InvokeAsync(
        RpcCall call, ReadOnlyMemory<byte> stub, NdrFormat format, IBufferWriter<byte> reply, CancellationToken cancellationToken)
    {
        // Without arguments nothing can be decoded, as in a real server.
        if (stub.IsEmpty || answer(call, call.Opnum) is not { } bytes) throw new RpcFaultException(fault, "as the test wants");
        reply.Write(bytes);
        return default;
    }
}
