using System.Net;
using System.Net.Sockets;
using Sekimori.Gate.Guarding;
using Sekimori.Guard;
using Sekimori.Guard.Connect;
using Sekimori.Guard.Policy;
using Sekimori.Observations;
using Sekimori.Rpc.Follow;
using Sekimori.Storage.Audit;

namespace Sekimori.Gate.Gateway.Follow;

/// <summary>One connection at an outer address, from its first byte to its end.</summary>
internal sealed class FollowOpening
{
    private readonly GatewayDoor _gateway;
    private readonly FollowDoor _door;
    private readonly FollowListener _listener;
    private readonly Socket _client;
    private readonly GuardedConnection _at;

    public FollowOpening(GatewayDoor gateway, FollowDoor door, FollowListener listener, Socket client)
    {
        (_gateway, _door, _listener, _client) = (gateway, door, listener, client);
        _at = GuardedConnection.Of(End(() => client.RemoteEndPoint), End(() => client.LocalEndPoint), Transport.Tcp);
    }

    private LiveGuard Guard => _gateway.Guard;

    private TargetHost Target => _listener.Target;

    /// <summary>Serves it to its end.</summary>
    public async Task RunAsync()
    {
        using var own = _client;
        try
        {
            if (await MayConnectAsync().ConfigureAwait(false)) await ServeAsync().ConfigureAwait(false);
        }
        catch (Exception ended) when (ended is SocketException or IOException or ObjectDisposedException or AuditUnavailableException
            or OperationCanceledException)
        {
            // The client has gone, or what the policy wants recorded cannot be: the connection closes without an answer.
        }
    }

    private async ValueTask<bool> MayConnectAsync()
    {
        if (_door.Rule.Evaluate(_at.Address) != ConnectVerdict.Admitted)
        {
            await Guard.NotAdmittedAsync(_client.RemoteEndPoint as IPEndPoint, _client.LocalEndPoint as IPEndPoint, Transport.Tcp)
                .ConfigureAwait(false);
            return false;
        }
        var isAllowed = Guard.Connect(_at, out var recorded);
        await recorded.ConfigureAwait(false);
        return isAllowed;
    }

    private async Task ServeAsync()
    {
        var login = _door.Logins.Find(_at.Client.Address, Target);
        if (login is null && !Target.Settings.WithoutLogon)
        {
            await DenyAsync(GatewayRecords.NoLogon).ConfigureAwait(false);
            return;
        }
        if (_listener.Port != _gateway.Settings.MapperPort
            && !_door.Pinholes.IsOpen(Target, _listener.Port, _at.Client.Address, login))
        {
            await DenyAsync(GatewayRecords.NotNamed).ConfigureAwait(false);
            return;
        }
        var caller = login?.Caller ?? Caller.Anonymous;
        // Before a bind the interface is not known: a rule that names one may allow it later.
        var asked = Logons.Ask(_at, caller, Guard.Local(Guard.Now())) with
        {
            Level = null,
            Target = Target.Name,
            TargetPort = _listener.Port
        };
        var counted = new List<PolicyRule>();
        try
        {
            if (await EvaluateAsync(login, caller, asked, counted).ConfigureAwait(false) is not { } session) return;
            using (session) await CarryAsync(session, counted).ConfigureAwait(false);
        }
        finally
        {
            Guard.Policy.LeaveAll(counted, asked);
        }
    }

    private ValueTask<GatewaySession?> EvaluateAsync(
        GatewaySession? login, Caller caller, PolicyFacts asked, List<PolicyRule>? counted)
    {
        var (id, now, policy) = (SessionJournal.NewId(), Guard.Now(), Guard.Policy.Current);
        var authority = $"{Target.Name}:{_listener.Port}";
        var refused = GatewayRecords.Refused(now, _at, caller, id, authority, Target, (int)Verdict.AccessDenied, "denied by policy");
        var verdict = Guard.Evaluate(refused, asked, ref counted);
        if (!verdict.IsAllowed) return NoneAsync(refused, verdict);
        var session = new GatewaySession
        {
            Id = id, Kind = SessionKind.Rpc, Login = login, At = _at, Caller = caller, Target = Target, Port = _listener.Port,
            Verdict = verdict, Facts = asked, Begun = now, Evaluated = policy, Active = Environment.TickCount64,
        };
        if (_gateway.Sessions.TryEnter(session) is not { } full) return new(session);
        session.Dispose();
        return NoneAsync(GatewayRecords.Refused(now, _at, caller, id, authority, Target, (int)Verdict.AccessDenied, full), verdict);
    }

    private async ValueTask<GatewaySession?> NoneAsync(Observation seen, Verdict verdict)
    {
        await Guard.RecordAsync(seen, verdict).ConfigureAwait(false);
        return null;
    }

    private async Task CarryAsync(GatewaySession session, List<PolicyRule> counted)
    {
        try
        {
            using var target = await TargetDial.OpenAsync(_gateway, session, session.Ending).ConfigureAwait(false);
            await Guard.RecordAsync(GatewayRecords.Of(Guard.Now(), session, "opened", null), session.Verdict).ConfigureAwait(false);
            // What ends the logon ends its connections.
            await using var _ = (session.Login?.Ending ?? default).UnsafeRegister(
                static session => ((GatewaySession)session!).End("its logon has ended"), session).ConfigureAwait(false);
            _client.NoDelay = true;
            // A client that vanishes without a word is noticed by the system.
            _client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            var follower = new RpcFollower(_listener.Port == _gateway.Settings.MapperPort);
            var guard = new FollowGuard(Guard, session, follower, counted);
            using var relay = new FollowRelay(_client, target, session, guard, ports => Open(session, ports));
            await relay.RunAsync().ConfigureAwait(false);
        }
        catch (TargetException failure)
        {
            session.NoteEnd(failure.Message);
            _gateway.Logger.SessionRefused(session.Caller.Account, $"{Target.Name}:{_listener.Port}", failure.Message);
        }
        finally
        {
            await _gateway.Sessions.EndedAsync(session, "the connection broke off").ConfigureAwait(false);
        }
    }

    private void Open(GatewaySession session, List<int> ports)
    {
        // What a mapper says after the logon has ended opens nothing.
        if (session.EndReason is not null) return;
        var opened = _door.Open(session, ports);
        if (opened.Count > 0) _ = Guard.RecordAsync(GatewayRecords.Named(Guard.Now(), session, opened), isWritten: true).AsTask();
    }

    // Of kind "connect": a flood of them is folded, as other denials before a logon.
    private async ValueTask DenyAsync(PolicyRule rule)
    {
        var seen = GatewayRecords.NotOpen(Guard.Now(), _at, Target);
        var verdict = new Verdict(false, rule, Verdict.AccessDenied, AuditDemand.Line);
        Guard.WriteDenial(seen, verdict);
        await Guard.RecordAsync(seen, verdict).ConfigureAwait(false);
    }

    // A client that has gone at once has no address any more.
    private static IPEndPoint? End(Func<EndPoint?> end)
    {
        try
        {
            return end() as IPEndPoint;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
