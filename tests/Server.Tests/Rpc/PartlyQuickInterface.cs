using System.Buffers;
using Sekimori.Ndr;
using Sekimori.Rpc.Interfaces;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Rpc;

/// <summary>Operation 0 is quick and answers with what it got; operation 1 keeps its thread until its token is set; 2 answers, and is not
/// quick.</summary>
internal sealed class PartlyQuickInterface : RpcServerInterface
{
    public const int AnswersSlowly = 2;

    private int _answered;

    public override RpcInterfaceInfo Info { get; } = new("PartlyQuick", EchoInterface.EchoId, ["Answer", "Work", "AnswerSlowly"]);

    public SemaphoreSlim Begun { get; } = new(0);

    public SemaphoreSlim Ended { get; } = new(0);

    /// <summary>How many had been answered when the work began.</summary>
    public int AnsweredBefore { get; private set; }

    /// <summary>Operation 0 works too.</summary>
    public bool WorksLong { get; init; }

    internal override bool IsQuickOperation(int opnum) => opnum == 0;

    public override ValueTask InvokeAsync(
        RpcCall call, ReadOnlyMemory<byte> stub, NdrFormat format, IBufferWriter<byte> reply, CancellationToken cancellationToken)
    {
        if (call.Opnum != 1 && !WorksLong)
        {
            _answered++;
            reply.Write(stub.Span);
            return default;
        }

        AnsweredBefore = _answered;
        Begun.Release();
        if (cancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(60))) Ended.Release();
        cancellationToken.ThrowIfCancellationRequested();
        return default;
    }
}
