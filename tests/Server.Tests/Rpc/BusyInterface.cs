using System.Buffers;
using Sekimori.Ndr;
using Sekimori.Rpc.Interfaces;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Rpc;

/// <summary>Its operation keeps the thread that it is called on, which is the connection's own, until its token is set.</summary>
internal sealed class BusyInterface : RpcServerInterface
{
    public override RpcInterfaceInfo Info { get; } = new("Busy", EchoInterface.EchoId, ["Work"]);

    public SemaphoreSlim Begun { get; } = new(0);

    public SemaphoreSlim Ended { get; } = new(0);

    public override ValueTask InvokeAsync(
        RpcCall call, ReadOnlyMemory<byte> stub, NdrFormat format, IBufferWriter<byte> reply, CancellationToken cancellationToken)
    {
        Begun.Release();
        if (cancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(60))) Ended.Release();
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.CompletedTask;
    }
}
