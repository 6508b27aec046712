using System.Buffers;
using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.TestKit;

/// <summary>
/// An interface whose operation 0 answers with what it got; operation 1 is declared and faults; 2 is not declared; 3 answers with as many
/// bytes as it is asked for.
/// </summary>
public sealed class EchoInterface(SyntaxId? id = null) : RpcServerInterface
{
    /// <summary>rpcecho's identity.</summary>
    public static readonly SyntaxId EchoId = new(new("60a15ec5-4de8-11d7-a637-005056a20182"), 1, 0);

    /// <inheritdoc/>
    public override RpcInterfaceInfo Info { get; } = new("Echo", id ?? EchoId, ["Echo", "Fault", null, "Fill"]);

    /// <summary>What ran down.</summary>
    public List<object> RunDowns { get; } = [];

    /// <inheritdoc/>
    public override void RunDown(object handle) => RunDowns.Add(handle);

    /// <inheritdoc/>
    public override async ValueTask InvokeAsync(
        RpcCall call, ReadOnlyMemory<byte> stub, NdrFormat format, IBufferWriter<byte> reply, CancellationToken cancellationToken)
    {
        switch (call.Opnum)
        {
            case 0:
                reply.Write(stub.Span);
                break;
            case 3:
                reply.Write(new byte[BitConverter.ToInt32(stub.Span)]);
                break;
            default:
                await Task.Yield();
                throw new RpcFaultException(0x1234);
        }
    }
}
