using System.Buffers;
using Sekimori.Ndr;
using Sekimori.Rpc.Interfaces;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Rpc;

/// <summary>Operation 0 waits until it is let go or cancelled; operation 1 answers at once; operation 2 throws.</summary>
internal sealed class WaitingInterface : RpcServerInterface
{
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override RpcInterfaceInfo Info { get; } = new("Waiting", EchoInterface.EchoId, ["Wait", "Answer", "Throw"]);

    public SemaphoreSlim Entered { get; } = new(0);

    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Evict() => _go.SetResult();

    public override async ValueTask InvokeAsync(
        RpcCall call, ReadOnlyMemory<byte> stub, NdrFormat format, IBufferWriter<byte> reply, CancellationToken cancellationToken)
    {
        if (call.Opnum == 2) throw new InvalidOperationException("a bug of the handler");
        if (call.Opnum == 0)
        {
            Entered.Release();
            try
            {
                await _go.Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Cancelled.TrySetResult();
                throw;
            }
        }

        reply.Write(stub.Span);
    }
}
