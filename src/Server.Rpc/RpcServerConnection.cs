using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Sekimori.Guard;
using Sekimori.Guard.Admission;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Interfaces;
using Sekimori.Security;
using Sekimori.Server.Listening;

namespace Sekimori.Server.Rpc;

/// <summary>
/// Carries one association over one connection. One loop reads, and runs calls that complete at once on its own path, quick ones on the
/// thread that reads; calls that take longer answer from where they complete. The association is used under a lock; what is written goes
/// out once for each round of the loop.
/// </summary>
/// <remarks>
/// In parts: this one reads and closes, .Calls runs calls, .Questions answers binds and tokens, .Places counts what it holds, .Sending
/// flushes. Idle, a connection holds no buffer.
/// </remarks>
internal sealed partial class RpcServerConnection : IPlaceHolder
{
    /// <summary>
    /// The memory of a connection that has sent nothing, or is bound and idle, measured with 8,000 of them: most of it is Kestrel's.
    /// </summary>
    internal const int BaseCost = 5 * 1024;

    /// <summary>
    /// Bytes of answers that are put together before they are sent: as many as Kestrel's pipe takes before it makes a writer wait.
    /// </summary>
    private const long MostUnsent = 64 * 1024;

    /// <summary>Bytes of a block of Kestrel's pipes.</summary>
    private const int Block = 4096;

    private readonly Lock _gate = new();
    private readonly RpcEndpoint _endpoint;
    private readonly ConnectionContext _context;
    private readonly PipeWriter _output;
    private readonly RpcServerAssociation _association;
    private readonly IRpcConnectionGuard? _guard;
    private readonly IPEndPoint? _local;
    private readonly IPEndPoint? _remote;
    private readonly Place _place;
    private bool _stopping;
    private bool _isEstablished;
    private volatile bool _hasLeft;
    private bool _isActive;
    private int _unread;
    private (RpcServerCall Call, RpcServerInterface Served)? _slow;
    private SecurityLeg? _leg;

    public RpcServerConnection(RpcEndpoint endpoint, ConnectionContext context, IRpcConnectionGuard? guard, Place place)
    {
        _endpoint = endpoint;
        _place = place;
        _guard = guard;
        _context = context;
        _output = context.Transport.Output;
        _local = PlainEndPoint.Of(context.LocalEndPoint);
        _remote = PlainEndPoint.Of(context.RemoteEndPoint);
        var server = endpoint.Server;
        _association = new(
            endpoint.Interfaces, server.Options.Limits, endpoint.Groups, _output, endpoint.SecondaryAddress, TransportCaller(),
            server.Clock.GetUtcNow(), place);
        if (_association.IsLoggedOn) place.LogOn(server.Clock.GetUtcNow());
        place.Holder = this;
    }

    public async Task RunAsync()
    {
        var input = _context.Transport.Input;
        // This loop sees the end of the connection when it reads next: not while a handler, the guard or a slow reader holds it up.
        var leaving = _context.ConnectionClosed.UnsafeRegister(static c => ((RpcServerConnection)c!).CancelCalls(), this);
        try
        {
            while (true)
            {
                var result = await input.ReadAsync().ConfigureAwait(false);
                var buffer = result.Buffer;
                var wantsMore = Receive(ref buffer, runsAll: false);
                if (_slow is not null || _leg is not null)
                {
                    await Task.Yield();
                    RunSlow();
                    wantsMore = Receive(ref buffer, runsAll: true);
                }

                // What has not been examined comes again at once, after the answers so far have gone out.
                input.AdvanceTo(buffer.Start, wantsMore ? buffer.End : buffer.Start);
                if (result.IsCanceled && _stopping) ShutDown();
                _isActive = true;
                if (!_isEstablished && _association.IsEstablished) Establish();
                if (!TryHoldUnread(buffer.Length)) break;
                if (_guard is { AuditDurable: { IsCompletedSuccessfully: false } auditDurable }) await auditDurable.ConfigureAwait(false);
                var sent = FlushAsync();
                if (!sent.IsCompletedSuccessfully) await sent.ConfigureAwait(false);
                if (_association.End != AssociationEnd.None || result.IsCompleted || result.IsCanceled && _stopping) break;
            }
        }
        catch (Exception e) when (e is ConnectionResetException or ConnectionAbortedException or IOException or OperationCanceledException)
        {
            // The client has disconnected, or was sent away: that is not an error of ours.
        }
        finally
        {
            // One that runs at this moment is not waited for: nothing here is given back that it uses.
            leaving.Unregister();
            Leave();
        }
    }

    /// <summary>Passes the time to the association, and ends a connection that is too slow.</summary>
    public void Tick(DateTimeOffset now)
    {
        bool stuck;
        AssociationEnd end;
        lock (_gate)
        {
            _association.Tick(now);
            end = _association.End;
            stuck = IsStuck(now);
        }

        if (_isActive)
        {
            _isActive = false;
            _place.Touch(now);
        }

        if (end is AssociationEnd.BindTimedOut or AssociationEnd.FragmentTimedOut)
            Abort("too slow");
        else if (stuck)
            Abort("does not read its answers");
        else
            EndDisowned();
    }

    /// <summary>
    /// Ends a connection whose callers may have it no longer: the account was removed, or the hour has ended. What they hold open in the
    /// group goes too.
    /// </summary>
    private void EndDisowned()
    {
        IReadOnlyList<Caller> callers;
        AssociationGroup? group;
        lock (_gate) (callers, group) = (_association.LoggedOn, _association.Group);
        foreach (var caller in callers)
        {
            if (_endpoint.Server.Options.Watch is not { } watch || watch.FindDenialReason(caller) is not { } why) continue;
            group?.RunDown(caller.Identity);
            watch.Ended(caller, "an RPC connection", why);
            Abort(why);
            return;
        }

        if (_guard?.MayStay(callers) == false) Abort("the policy no longer allows it");
    }

    /// <summary>Reads no more, and ends once no call is running.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopping = true;
            if (_association.RunningCallCount > 0) return;
        }

        _context.Transport.Input.CancelPendingRead();
    }

    private void ShutDown()
    {
        lock (_gate) _association.ShutDown();
    }

    public void Abort(string reason) => _context.Abort(new ConnectionAbortedException(reason));

    /// <summary>Handles what has been received.</summary>
    /// <param name="buffer">What has been received; afterwards, what is left of it.</param>
    /// <param name="runsAll">False on the thread that reads: it ends at a call that may take long, and keeps it in <see cref="_slow"/>; and
    /// at a logon, which looks at accounts, in <see cref="_leg"/> where that thread carries other connections too.</param>
    /// <returns>False if there is more to handle, but so many answers wait to be sent that they must go first: small requests can ask for
    /// large answers.</returns>
    private bool Receive(ref ReadOnlySequence<byte> buffer, bool runsAll)
    {
        while (_output.UnflushedBytes < MostUnsent)
        {
            bool isEvent;
            RpcServerEvent e;
            lock (_gate) isEvent = _association.TryRead(ref buffer, out e);
            if (!isEvent) return true;
            switch (e.Kind)
            {
                case RpcServerEventKind.CallReceived:
                    var served = Serve(e.Call);
                    if (!runsAll && !IsQuick(served, e.Call))
                    {
                        _slow = (e.Call, served);
                        return false;
                    }

                    Run(e.Call, served);
                    break;
                case RpcServerEventKind.CallCancelled:
                    (e.Call.Tag as CancellationTokenSource)?.Cancel();
                    break;
                case RpcServerEventKind.BindRequested:
                    Evaluate(e.Bind);
                    break;
                case RpcServerEventKind.TokenReceived:
                    if (!runsAll && !PoolThread.IsCurrent)
                    {
                        _leg = e.Leg;
                        return false;
                    }

                    Step(e.Leg);
                    break;
                case RpcServerEventKind.Closed:
                    if (_association.End is AssociationEnd.PeerClosed or AssociationEnd.LocalClosed) break;
                    _guard?.Ended(_association.End);
                    if (_association.End == AssociationEnd.OverBudget) ReportOverBudget();
                    _endpoint.Server.Logger.ConnectionEnded(_context.RemoteEndPoint, _association.End,
                        _association.Refusal is { } why ? $": {why}" : "");
                    break;
            }
        }

        return false;
    }

    private void RunSlow()
    {
        var (slow, leg) = (_slow, _leg);
        (_slow, _leg) = (null, null);
        if (leg is not null) Step(leg);
        else Run(slow!.Value.Call, slow.Value.Served);
    }

    /// <summary>The connection has ended: calls that run are cancelled, the association leaves its group.</summary>
    private void Leave()
    {
        RpcServerCall[] running;
        lock (_gate)
        {
            running = _association.RunningCalls();
            _association.Close(_stopping ? AssociationEnd.LocalClosed : AssociationEnd.PeerClosed);
        }

        foreach (var call in running) (call.Tag as CancellationTokenSource)?.Cancel();
    }

    private void CancelCalls()
    {
        // Before the lock: code that ends a call after this does not use its source again.
        _hasLeft = true;
        RpcServerCall[] running;
        lock (_gate) running = _association.RunningCalls();
        foreach (var call in running) (call.Tag as CancellationTokenSource)?.Cancel();
    }

    private Caller TransportCaller()
    {
        if (!_endpoint.IsLocal) return Caller.Anonymous with { Remote = _remote };
        var socket = _context.Features.Get<IConnectionSocketFeature>()?.Socket;
        return socket is not null && UnixPeer.Of(socket) is { } peer ? _endpoint.Server.Options.LocalCaller(peer) : Caller.Anonymous;
    }
}
