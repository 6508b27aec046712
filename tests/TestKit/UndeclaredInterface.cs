using System.Buffers;
using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.TestKit;

/// <summary>An interface that nobody has declared, as a relay serves it: every operation answers with what it got.</summary>
public sealed class UndeclaredInterface(SyntaxId id) : RpcServerInterface
{
    /// <inheritdoc/>
    public override RpcInterfaceInfo Info { get; } = new(id.Uuid.ToString(), id, []);

    /// <inheritdoc/>
    public override bool HasOperation(int opnum) => true;

    /// <inheritdoc/>
    public override ValueTask InvokeAsync(
        RpcCall call, ReadOnlyMemory<byte> stub, NdrFormat format, IBufferWriter<byte> reply, CancellationToken cancellationToken)
    {
        reply.Write(stub.Span);
        return ValueTask.CompletedTask;
    }
}
