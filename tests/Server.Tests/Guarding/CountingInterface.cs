using System.Buffers;
using Sekimori.Ndr;
using Sekimori.Rpc.Interfaces;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Guarding;

/// <summary>Counts the calls that reach it. Operation 0 answers at once, 1 waits until it is let go.</summary>
internal sealed class CountingInterface : RpcServerInterface
{
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;

    public override RpcInterfaceInfo Info { get; } = new("Counting", EchoInterface.EchoId, ["Answer", "Wait"]);

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>What is done at the start of each call.</summary>
    public Action? Entered { get; set; }

    public void Evict() => _go.SetResult();

    public override async ValueTask InvokeAsync(
        RpcCall call, ReadOnlyMemory<byte> stub, NdrFormat format, IBufferWriter<byte> reply, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        Entered?.Invoke();
        if (call.Opnum == 1) await _go.Task.WaitAsync(cancellationToken);
        reply.Write(stub.Span);
    }
}
