using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;
using Sekimori.Security;

namespace Sekimori.Client.Rpc;

public sealed partial class RpcClient
{
    private readonly Lock _gate = new();
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly SwitchedBuffer _output = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PendingAnswer<RpcClientEvent>? _question;
    private string? _endDetail;

    /// <summary>Sends a bind or alter_context and waits for its answer.</summary>
    private async Task<RpcClientEvent> AskAsync(Action write, CancellationToken cancellationToken)
    {
        var answered = new PendingAnswer<RpcClientEvent>();
        lock (_gate)
        {
            ThrowIfOver();
            write();
            _question = answered;
        }

        await SendAsync().ConfigureAwait(false);
        RpcClientEvent answer;
        try
        {
            answer = await answered.Task.WaitAsync(_options.BindTimeout, cancellationToken).ConfigureAwait(false);
            await PoolThread.Enter();
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"The server did not answer a bind within {_options.BindTimeout.TotalSeconds} s.", e);
        }

        return answer.Kind == RpcClientEventKind.Bound
            ? answer
            : throw new RpcConnectionException(
            AssociationEnd.RefusedByPeer, $"The server answered alter_context with fault 0x{answer.Status:x8}.");
    }

    /// <summary>Sends what the association has written. Several paths may write; one of them sends for all.</summary>
    private async ValueTask SendAsync()
    {
        await _sending.WaitAsync().ConfigureAwait(false);
        try
        {
            ReadOnlyMemory<byte> written;
            lock (_gate) written = _output.Switch();
            if (!written.IsEmpty) await _stream.WriteAsync(written).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            End(AssociationEnd.PeerClosed, e.Message);
            lock (_gate) ThrowIfOver();
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task SendQuietlyAsync()
    {
        try
        {
            await SendAsync().ConfigureAwait(false);
        }
        catch (RpcConnectionException)
        {
            // Callers that wait for an answer get the error there.
        }
    }

    /// <summary>
    /// Reads until an answer has come. Then another turn reads on, and this one continues the caller: it may be at work for long, and wait
    /// for other answers.
    /// </summary>
    private async Task ReadAsync(PipeReader reader, Task<ReadResult> reading)
    {
        try
        {
            // Yields in any case: the turn before has callers to continue.
            var result = await reading.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            while (true)
            {
                var buffer = result.Buffer;
                var answered = Receive(ref buffer);
                reader.AdvanceTo(buffer.Start, buffer.End);
                var isOver = _association.End != AssociationEnd.None || result.IsCompleted;
                if (isOver)
                {
                    // The socket is closed at the end of this loop: not when the caller has done.
                    if (answered is not null) Queue(answered);
                    break;
                }

                if (_options.AnswersArePassedOn)
                {
                    // Nobody stays here for long: no other turn, and the answer is on its way before the next one is asked for.
                    answered?.Invoke();
                    answered = null;
                }

                if (answered is null)
                {
                    result = await reader.ReadAsync().ConfigureAwait(false);
                    continue;
                }

                _ = ReadAsync(reader, reader.ReadAsync().AsTask());
                if (PoolThread.IsCurrent) answered();
                else Queue(answered);
                return;
            }

            End(AssociationEnd.PeerClosed);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            End(AssociationEnd.PeerClosed, e.Message);
        }

        await reader.CompleteAsync().ConfigureAwait(false);
        CloseOnce();
    }

    // Callers whose answers came together do not wait for one another: one may block until it has the other's answer.
    private static Action Then(Action? before, Action next)
    {
        if (before is not null) Queue(before);
        return next;
    }

    private static void Queue(Action continues) =>
        ThreadPool.UnsafeQueueUserWorkItem(static continues => continues(), continues, preferLocal: false);

    /// <summary>Takes what has arrived.</summary>
    /// <returns>Continues the last caller whose answer is among it; null if there is none.</returns>
    private Action? Receive(ref ReadOnlySequence<byte> buffer)
    {
        Action? answered = null;
        while (true)
        {
            RpcClientEvent e;
            lock (_gate)
                if (!_association.TryRead(ref buffer, out e))
                    return answered;
            switch (e.Kind)
            {
                case RpcClientEventKind.Bound or RpcClientEventKind.AlterFaulted:
                    if (Interlocked.Exchange(ref _question, null) is { } question && question.TryEnd())
                        answered = Then(answered, () => question.Continue(e));
                    break;
                case RpcClientEventKind.Replied or RpcClientEventKind.Faulted:
                    Room().Release();
                    var (call, waiting) = (e.Call, (PendingAnswer<RpcClientCall>)e.Call.Tag!);
                    // If the caller does not wait any more, the answer is dropped.
                    if (waiting.TryEnd()) answered = Then(answered, () => waiting.Continue(call));
                    else call.Release();
                    break;
                case RpcClientEventKind.ShutdownRequested:
                    lock (_gate) _endDetail ??= "the server is shutting down";
                    break;
            }
        }
    }

    /// <summary>The connection has ended: all pending calls fail with the reason.</summary>
    /// <returns>How many calls were pending.</returns>
    private int End(AssociationEnd reason, string? detail = null)
    {
        IReadOnlyCollection<RpcClientCall> waiting;
        lock (_gate)
        {
            _endDetail ??= detail;
            waiting = _association.Close(reason);
        }

        var error = ConnectionEnded();
        Interlocked.Exchange(ref _question, null)?.TryFail(error);
        foreach (var call in waiting)
        {
            Room().Release();
            ((PendingAnswer<RpcClientCall>)call.Tag!).TryFail(error);
        }

        _ended.TrySetResult();
        return waiting.Count;
    }

    private void ThrowIfOver()
    {
        if (_association.End != AssociationEnd.None) throw ConnectionEnded();
    }

    private RpcConnectionException ConnectionEnded()
    {
        var end = _association.End;
        if (end == AssociationEnd.RefusedByPeer)
            return new(end, $"The server rejected the bind: {_association.RefusalReason}.") { RefusalReason = _association.RefusalReason };
        var detail = _association.Refusal?.ToString() ?? _endDetail;
        return new(end, detail is null ? $"The connection has ended: {end}." : $"The connection has ended: {end}, {detail}")
        {
            Refusal = _association.Refusal
        };
    }
}
