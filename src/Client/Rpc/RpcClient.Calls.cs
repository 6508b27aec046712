using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Pdu;

namespace Sekimori.Client.Rpc;

public sealed partial class RpcClient
{
    private SemaphoreSlim? _room;

    internal async ValueTask<RpcReply> CallAsync(
        PresentationContext context, NdrSyntax syntax, ushort opnum, Guid? @object, ReadOnlyMemory<byte> stub,
        CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.CallTimeout);
        var answered = new PendingAnswer<RpcClientCall>();
        try
        {
            await Room().WaitAsync(limit.Token).ConfigureAwait(false);
            var call = Begin(context, syntax, opnum, @object, stub.Span, answered);
            await SendAsync().ConfigureAwait(false);
            var cancel = limit.Token.UnsafeRegister(static (state, token) =>
                ((Waiting)state!).Cancel(token), new Waiting(this, call, answered));
            await using (cancel.ConfigureAwait(false)) await answered.Task.ConfigureAwait(false);
            if (call.FaultStatus != 0)
                throw new RpcFaultException(call.FaultStatus, $"The server answered with {RpcStatusText.Of(call.FaultStatus)}.");
            var reply = new RpcReply(call.Stub.ToArray(), call.Format);
            call.Release();
            return reply;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The server did not answer within {_options.CallTimeout.TotalSeconds} s.");
        }
    }

    /// <summary>Sends a request whose answer nobody waits for.</summary>
    /// <exception cref="RpcConnectionException">The connection has ended.</exception>
    internal async ValueTask PostAsync(PresentationContext context, NdrSyntax syntax, ushort opnum, Guid? @object,
        ReadOnlyMemory<byte> stub, CancellationToken cancellationToken)
    {
        await Room().WaitAsync(cancellationToken).ConfigureAwait(false);
        var nobody = new PendingAnswer<RpcClientCall>();
        nobody.TryEnd();
        Begin(context, syntax, opnum, @object, stub.Span, nobody);
        await SendAsync().AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a request, in the place that it has been given; where it cannot, the next one gets the place.</summary>
    private RpcClientCall Begin(PresentationContext context, NdrSyntax syntax, ushort opnum, Guid? @object, ReadOnlySpan<byte> stub,
        PendingAnswer<RpcClientCall> answer)
    {
        try
        {
            lock (_gate)
            {
                ThrowIfOver();
                var call = _association.Call(context, syntax, opnum, @object, stub, _security);
                call.Tag = answer;
                return call;
            }
        }
        catch
        {
            Room().Release();
            throw;
        }
    }

    /// <summary>How many calls may be pending at once: one, if the server does not support several.</summary>
    private SemaphoreSlim Room() =>
        LazyInitializer.EnsureInitialized(ref _room, () =>
        new SemaphoreSlim(_association.IsMultiplexed ? _options.Limits.MaxConcurrentCalls : 1));

    /// <summary>A call whose answer is awaited; the wait can be cancelled.</summary>
    private sealed record Waiting(RpcClient Client, RpcClientCall Call, PendingAnswer<RpcClientCall> Answered)
    {
        public void Cancel(CancellationToken token)
        {
            if (!Answered.TryCancel(token)) return;
            // The server still answers; the call keeps its place until then.
            lock (Client._gate) Client._association.Cancel(Call);
            _ = Client.SendQuietlyAsync();
        }
    }
}
