using System.Net;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Interfaces;
using Sekimori.Security;
using Sekimori.Wire;

namespace Sekimori.Server.Rpc;

internal sealed partial class RpcServerConnection
{
    /// <summary>
    /// How long a proof of identity is trusted: a lookup in the account store for each call would cost more than the call.
    /// </summary>
    private static readonly TimeSpan RecheckAfter = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Reused by calls that complete at once, which is nearly all of them; one a thread, so that idle connections hold none.
    /// </summary>
    [ThreadStatic]
    private static CancellationTokenSource? s_spareSource;

    [ThreadStatic]
    private static PooledBuffer? s_spareReply;

    /// <summary>What runs a call.</summary>
    private static RpcServerInterface Serve(RpcServerCall call) =>
        call.Served.Interface.Resolve(call.Object, call.Caller, call.Group);

    // A single quick operation looks at objects and sources of data: not where the thread carries other connections too.
    private static bool IsQuick(RpcServerInterface served, RpcServerCall call) => served.IsQuick
        || (PoolThread.IsCurrent && call.Stub.Length <= RpcServerInterface.QuickStub && served.IsQuickOperation(call.Opnum));

    private void Run(RpcServerCall call, RpcServerInterface served)
    {
        _endpoint.Statistics.CountCall();
        var seen = new RpcCall
        {
            Interface = served.Info,
            Opnum = call.Opnum,
            Object = call.Object,
            Caller = call.Caller,
            Group = call.Group,
            Local = _local,
            Remote = _remote,
            CallId = call.CallId,
            Fragments = call.Fragments,
            StubLength = call.Stub.Length,
            Guard = _guard,
        };
        var source = s_spareSource ?? new();
        var reply = s_spareReply ?? new();
        s_spareSource = null;
        s_spareReply = null;
        call.Tag = source;
        ValueTask running;
        try
        {
            running = NoLongerHolds(call) is { } refusal ? RefuseAsync(seen, refusal)
                : _guard is null || served.AsksGuard ? served.InvokeAsync(seen, call.Stub, call.Format, reply, source.Token)
                : AskAndInvokeAsync(served, call, seen, reply, source.Token);
        }
        catch (Exception e)
        {
            running = ValueTask.FromException(e);
        }

        if (running.IsCompleted)
        {
            Answer(call, seen, running, reply);
            reply.Release();
            s_spareReply = reply;
            // If the client has left, a cancel may be on its way to the source.
            if (_hasLeft) return;
            if (source.TryReset()) s_spareSource = source;
            else source.Dispose();
        }
        else
        {
            if (!TryHold(call)) EndOverBudget();
            _ = AnswerLaterAsync(call, seen, running, reply);
        }
    }

    private bool TryHold(RpcServerCall call)
    {
        lock (_gate) return _association.TryHold(call);
    }

    /// <summary>
    /// An interface that is written by hand does not ask: the guard is asked before it sees the call, without its arguments.
    /// </summary>
    private static async ValueTask AskAndInvokeAsync(
        RpcServerInterface served, RpcServerCall call, RpcCall seen, PooledBuffer reply, CancellationToken cancellationToken)
    {
        await seen.Guard!.AskAsync(seen, null).ConfigureAwait(false);
        await served.InvokeAsync(seen, call.Stub, call.Format, reply, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The logon is no longer valid. The guard is asked anyway, so that the attempt is recorded.</summary>
    private static async ValueTask RefuseAsync(RpcCall seen, string refusal)
    {
        if (seen.Guard is { } guard) await guard.AskAsync(seen, null).ConfigureAwait(false);
        throw new RpcFaultException(RpcStatus.AccessDenied, refusal);
    }

    /// <summary>
    /// An account may be disabled, or a ticket expire, while its connection lives: checked again now and then, not with each call.
    /// </summary>
    private string? NoLongerHolds(RpcServerCall call)
    {
        if (call.Security is not { Context: { } context } slot) return null;
        var now = _endpoint.Server.Clock.GetUtcNow();
        if (now - slot.Checked < RecheckAfter) return null;
        if (context.Recheck() is { } refusal) return refusal.ToString();
        slot.Checked = now;
        return null;
    }

    private async Task AnswerLaterAsync(RpcServerCall call, RpcCall seen, ValueTask running, PooledBuffer reply)
    {
        try
        {
            // Wrapped, so that waiting does not throw and Answer sees how it ended.
            var task = running.AsTask();
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Answer(call, seen, new ValueTask(task), reply);
            await FlushAsync().ConfigureAwait(false);
            bool last;
            lock (_gate) last = _stopping && _association.RunningCallCount == 0;
            if (last) _context.Transport.Input.CancelPendingRead();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The connection went away while its answer was sent.
        }
        finally
        {
            // The source is left to the collector: a cancel may be on its way to it, and without a timer it holds nothing.
            reply.Release();
        }
    }

    /// <summary>Writes the answer of a call that is complete.</summary>
    private void Answer(RpcServerCall call, RpcCall seen, ValueTask completed, PooledBuffer reply)
    {
        uint fault;
        try
        {
            completed.GetAwaiter().GetResult();
            _guard?.Answered(seen, 0);
            lock (_gate) _association.Reply(call, reply.Written.Span);
            return;
        }
        catch (RpcFaultException e)
        {
            fault = e.Status;
            _endpoint.Server.Logger.CallFaulted(Name(call), _remote, e.Status, e.Message);
        }
        catch (MalformedException e)
        {
            // [MS-RPCE] 3.1.3.5.2: a stub that cannot be decoded.
            fault = RpcStatus.BadStubData;
            _endpoint.Server.Logger.CallFaulted(Name(call), _remote, fault, e.Message);
        }
        catch (OperationCanceledException)
        {
            fault = RpcStatus.CallCancelled;
        }
        catch (Exception e)
        {
            fault = RpcStatus.FaultUnspecified;
            _endpoint.Server.Logger.CallFailed(e, Name(call), _remote);
        }

        _guard?.Answered(seen, fault);
        lock (_gate) _association.Fault(call, fault);
    }

    private static string Name(RpcServerCall call)
    {
        var info = call.Served.Interface.Info;
        return $"{info.Name}.{info.NameOf(call.Opnum)}";
    }
}
