using System.Net;
using Sekimori.Client.Rpc;
using Sekimori.Gate.Guarding;
using Sekimori.Guard;
using Sekimori.Guard.Policy;
using Sekimori.Observations;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Interfaces;
using Sekimori.Storage.Audit;

namespace Sekimori.Gate.Gateway.Relay;

/// <summary>The gate's own association with a target, for one caller and one interface: a session.</summary>
internal sealed class RelayLink
{
    private readonly GatewayDoor _gateway;
    private readonly GatewaySession _session;
    private readonly RpcClient _client;
    private readonly RpcChannel _channel;
    private readonly List<PolicyRule> _counted;
    private int _isEnded;

    private RelayLink(GatewayDoor gateway, GatewaySession session, RpcClient client, RpcChannel channel, List<PolicyRule> counted,
        AssociationGroup group)
    {
        (_gateway, _session, _client, _channel, _counted, Group) = (gateway, session, client, channel, counted, group);
        _session.Ending.UnsafeRegister(static link => _ = ((RelayLink)link!).EndAsync("ended"), this);
        _ = EndWithTargetAsync();
    }

    /// <summary>The caller's association group.</summary>
    public AssociationGroup Group { get; }

    /// <summary>The caller.</summary>
    public Caller Caller => _session.Caller;

    /// <summary>Its handle in the group, which runs it down.</summary>
    public Guid Handle { get; set; }

    /// <summary>True once it has ended.</summary>
    public bool IsOver => Volatile.Read(ref _isEnded) != 0 || _client.IsOver;

    /// <summary>Opens it.</summary>
    /// <exception cref="TargetException">The target has no such interface, or at a port that is not listed.</exception>
    /// <exception cref="RpcFaultException">The policy or a limit denies it.</exception>
    public static async Task<RelayLink> OpenAsync(
        GatewayDoor gateway, TargetHost target, SyntaxId called, RpcCall call, RelayLogon logon)
    {
        var at = GuardedConnection.Of(call.Remote, call.Local, Transport.Tcp);
        var guard = gateway.Guard;
        var (id, mapper) = (SessionJournal.NewId(), gateway.Settings.MapperPort);
        var asked = Logons.Ask(at, call.Caller, guard.Local(guard.Now())) with
        {
            Level = null,
            Target = target.Name,
            TargetPort = mapper,
            Interface = called.Uuid
        };
        List<PolicyRule>? counted = [];
        var policy = guard.Policy.Current;
        var refused = GatewayRecords.Refused(guard.Now(), at, call.Caller, id, $"{target.Name}:{mapper}", target,
            (int)Verdict.AccessDenied, "denied by policy");
        var verdict = guard.Evaluate(refused, asked, ref counted);
        GatewaySession? session = null;
        try
        {
            if (!verdict.IsAllowed || call.Caller.Role == Role.None) throw await DenyAsync(guard, refused, verdict).ConfigureAwait(false);
            session = new()
            {
                Id = id, Kind = SessionKind.Rpc, At = at, Caller = call.Caller, Target = target, Port = mapper,
                Verdict = verdict, Facts = asked with { Interface = null }, Begun = guard.Now(), Evaluated = policy,
                Active = Environment.TickCount64,
            };
            if (gateway.Sessions.TryEnter(session) is { } full) throw new TargetException(full);
            session.NoteBound(called.Uuid);
            var (client, channel) = await ConnectAsync(gateway, session, called, logon).ConfigureAwait(false);
            return new(gateway, session, client, channel, counted!, call.Group);
        }
        catch
        {
            if (session is not null) gateway.Sessions.Leave(session);
            guard.Policy.LeaveAll(counted!, asked);
            throw;
        }
    }

    /// <summary>Passes a call on.</summary>
    public async ValueTask<RpcReply> CallAsync(ushort opnum, ReadOnlyMemory<byte> stub, Guid? @object, CancellationToken cancellationToken)
    {
        _session.CountSent(stub.Length, Environment.TickCount64);
        var answer = await _channel.CallAsync(opnum, stub, @object, cancellationToken).ConfigureAwait(false);
        _session.CountReceived(answer.Stub.Length, Environment.TickCount64);
        return answer;
    }

    /// <summary>Ends it, once.</summary>
    public async Task EndAsync(string why)
    {
        if (Interlocked.Exchange(ref _isEnded, 1) != 0) return;
        _session.NoteEnd(why);
        await _client.DisposeAsync().ConfigureAwait(false);
        _gateway.Guard.Policy.LeaveAll(_counted, _session.Facts);
        await _gateway.Sessions.EndedAsync(_session, why).ConfigureAwait(false);
    }

    // A target that closes ends the session: another call of the caller opens another one.
    private async Task EndWithTargetAsync()
    {
        await _client.Ended.ConfigureAwait(false);
        await EndAsync("the target closed").ConfigureAwait(false);
    }

    private static async Task<(RpcClient, RpcChannel)> ConnectAsync(
        GatewayDoor gateway, GatewaySession session, SyntaxId called, RelayLogon logon)
    {
        var target = session.Target;
        var address = await target.ResolveAsync(session.Ending).ConfigureAwait(false);
        var mapper = new IPEndPoint(address, gateway.Settings.MapperPort);
        if (gateway.IsOwn(mapper)) throw new TargetException($"{target.Name} is this gate itself");
        var (options, user) = logon.Open();
        var found = await EndpointResolver.MapAsync(new RpcBinding($"{address}", mapper.Port), called, session.Ending)
            .ConfigureAwait(false);
        var port = found.Select(one => one.Port!.Value).FirstOrDefault(target.Settings.HasPort);
        if (port == 0) throw new TargetException($"{target.Name} has the interface {called} at no port of its settings");
        var (client, channel) = await RpcClient.ConnectBoundAsync(
            new RpcBinding($"{address}", port), called,
            options with { ConnectTimeout = gateway.Settings.ConnectTimeout, AnswersArePassedOn = true }, session.Ending)
            .ConfigureAwait(false);
        (session.Remote, session.Source) = (new(address, port), client.Local as IPEndPoint);
        var seen = GatewayRecords.Of(gateway.Guard.Now(), session, "opened", null);
        seen.Facts.Add(Fact.Text, $"as {user}");
        try
        {
            await gateway.Guard.RecordAsync(seen, session.Verdict).ConfigureAwait(false);
            return (client, channel);
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<RpcFaultException> DenyAsync(LiveGuard guard, Observation refused, Verdict verdict)
    {
        try
        {
            await guard.RecordAsync(refused, verdict).ConfigureAwait(false);
        }
        catch (AuditUnavailableException)
        {
            // It is denied anyway; the missing record is logged as critical.
        }
        return new(verdict.IsAllowed ? Verdict.AccessDenied : verdict.Status, "denied by the gate");
    }
}
