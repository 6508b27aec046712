using System.Buffers;
using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Bench.Epm;

/// <summary>An endpoint mapper that gives every ept_map the same answer: what the runtime costs without the mapper.</summary>
internal sealed class CannedMapper : RpcServerInterface
{
    public static readonly SyntaxId Id = new(new("e1af8308-5d1f-11c9-91a4-08002b14a0fa"), 3, 0);

    public override RpcInterfaceInfo Info { get; } = new("EndpointMapper", Id, ["ept_insert", "ept_delete", "ept_lookup", "ept_map"]);

    public override ValueTask InvokeAsync(RpcCall call, ReadOnlyMemory<byte> stub, NdrFormat format, IBufferWriter<byte> reply, CancellationToken cancellationToken)
    {
        reply.Write(CannedAnswers.MapStub);
        return default;
    }
}
