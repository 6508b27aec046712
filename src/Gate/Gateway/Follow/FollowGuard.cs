using System.Globalization;
using Sekimori.Gate.Guarding;
using Sekimori.Guard;
using Sekimori.Guard.Policy;
using Sekimori.Observations;
using Sekimori.Rpc;
using Sekimori.Rpc.Follow;

namespace Sekimori.Gate.Gateway.Follow;

/// <summary>The policy's points in one followed connection: each bind and each call, before its PDU goes to the target.</summary>
internal sealed class FollowGuard
{
    private readonly LiveGuard _guard;
    private readonly GatewaySession _session;
    private readonly RpcFollower _follower;
    private readonly Endpoint _server;
    private readonly FactSet _facts = new();
    private readonly IReadOnlyList<string> _groups;
    private readonly string _scheme;
    private readonly PolicyFacts _asked;
    private readonly List<SyntaxId> _named = [];
    private readonly Lock _gate = new();
    private List<PolicyRule>? _counted;
    private SyntaxId _lastSyntax;
    private RpcInterface? _lastKnown;
    private string _lastVersion = "";

    /// <summary>The guard of a connection whose session is open.</summary>
    /// <param name="guard">Policy and audit log.</param>
    /// <param name="session">The session.</param>
    /// <param name="follower">Reads the connection.</param>
    /// <param name="counted">Rules that have counted the connection, and are released at its end.</param>
    public FollowGuard(LiveGuard guard, GatewaySession session, RpcFollower follower, List<PolicyRule> counted)
    {
        (_guard, _session, _follower, _counted) = (guard, session, follower, counted);
        _server = Endpoint.From(session.Remote);
        _groups = RoleGroups.Of(session.Caller);
        _scheme = Logons.Scheme(session.Caller);
        _asked = session.Facts;
        _facts.Add(Fact.Session, session.Id);
        _facts.Add(Fact.TargetName, session.Target.Name);
    }

    /// <summary>Looks at what a client has sent, up to a PDU that is denied or must wait for its record.</summary>
    public FollowStep Look(ReadOnlySpan<byte> received)
    {
        for (var passes = 0; ;)
        {
            FollowedPdu pdu;
            lock (_gate) pdu = _follower.NextFromClient(received[passes..], _named);
            if (pdu.Length == 0) return new(passes);
            var recorded = default(ValueTask);
            if (pdu.Kind != FollowedKind.Other && !Evaluate(pdu, ref recorded, out var status))
                return Deny(pdu, status, passes) with { Recorded = recorded };
            passes += pdu.Length;
            if (pdu.IsLast || !recorded.IsCompletedSuccessfully) return new(passes) { Recorded = recorded, IsLast = pdu.IsLast };
        }
    }

    /// <summary>Looks at what the target has sent.</summary>
    /// <param name="received">Its bytes.</param>
    /// <param name="ports">Receives the ports that it names.</param>
    /// <returns>The bytes that may pass on.</returns>
    public int LookAtAnswers(ReadOnlySpan<byte> received, List<int> ports)
    {
        for (var passes = 0; ;)
        {
            FollowedAnswer answer;
            lock (_gate) answer = _follower.NextFromServer(received[passes..], ports);
            if (answer.Length == 0) return passes;
            passes += answer.Length;
            if (answer.Kind == FollowedKind.Fault) RecordFault(answer);
            if (answer.IsLost) return passes;
        }
    }

    private bool Evaluate(in FollowedPdu pdu, ref ValueTask recorded, out uint status)
    {
        status = 0;
        foreach (var syntax in _named)
        {
            Know(syntax);
            var (seen, asked) = Describe(pdu);
            var verdict = _guard.Evaluate(seen, asked, ref _counted);
            recorded = Join(recorded, _guard.RecordAsync(seen, verdict));
            if (!verdict.IsAllowed)
            {
                status = verdict.Status;
                return false;
            }
            if (pdu.Kind == FollowedKind.Bind) _session.NoteBound(syntax.Uuid);
        }
        return true;
    }

    private (Observation Seen, PolicyFacts Asked) Describe(in FollowedPdu pdu)
    {
        var now = _guard.Now();
        var isCall = pdu.Kind == FollowedKind.Call;
        var seen = new Observation
        {
            Time = now, Source = ObservationSource.Gateway, Kind = isCall ? ObservationKind.Call : ObservationKind.Bind,
            Client = _session.At.Client, Server = _server, Transport = Transport.Tcp, Account = _session.Caller.Account, Groups = _groups,
            Scheme = _scheme, Level = pdu.Level, Interface = _lastKnown, Version = _lastVersion, Opnum = pdu.Opnum, CallId = pdu.CallId,
            IsAlter = pdu.IsAlter, Bytes = pdu.StubLength, IsSealed = pdu.Level == ProtectionLevel.Privacy, Facts = _facts,
        };
        var asked = _asked with { Time = _guard.Local(now), Interface = _lastKnown!.Uuid };
        return (seen, isCall
            ? asked with { Point = PolicyPoint.Call, Opnum = pdu.Opnum, Level = pdu.Level }
            : asked with { Point = PolicyPoint.Bind });
    }

    // What Windows answers: a bind_nak, a fault. A server that has not seen a protected message rejects the next one of its connection, and
    // so it does with the fragments of a call whose first is missing: such a connection ends with the denial.
    private static FollowStep Deny(in FollowedPdu pdu, uint status, int passes) => pdu switch
    {
        { Kind: FollowedKind.Bind, IsAlter: false } => new(passes)
        {
            Skips = pdu.Length, Denial = RefusalPdus.BindNak(pdu.CallId), IsLast = true
        },
        { Kind: FollowedKind.Bind } => new(passes)
        {
            Skips = pdu.Length, Denial = RefusalPdus.Fault(pdu.CallId, 0, Verdict.AccessDenied), IsLast = true
        },
        _ => new(passes)
        {
            Skips = pdu.Length, Denial = pdu.WantsNoAnswer ? [] : RefusalPdus.Fault(pdu.CallId, pdu.ContextId, status),
            IsLast = pdu.IsProtected || !pdu.IsWhole || pdu.IsLast
        },
    };

    private void RecordFault(in FollowedAnswer answer)
    {
        _ = _guard.RecordAsync(new Observation
        {
            Time = _guard.Now(), Source = ObservationSource.Gateway, Kind = ObservationKind.Fault, Client = _session.At.Client,
            Server = _server, Transport = Transport.Tcp, Account = _session.Caller.Account, Groups = _groups, Scheme = _scheme,
            Interface = answer.Interface is { } called ? InterfaceCatalogue.Get(called.Uuid) : null, Opnum = answer.Opnum,
            CallId = answer.CallId, Status = answer.Status, Facts = _facts,
        }, isWritten: true).AsTask();
    }

    private void Know(SyntaxId syntax)
    {
        if (_lastKnown is not null && syntax == _lastSyntax) return;
        _lastKnown = InterfaceCatalogue.Get(syntax.Uuid);
        _lastVersion = string.Create(CultureInfo.InvariantCulture, $"{syntax.Major}.{syntax.Minor}");
        _lastSyntax = syntax;
    }

    private static ValueTask Join(ValueTask first, ValueTask second) =>
        first.IsCompletedSuccessfully ? second
        : second.IsCompletedSuccessfully ? first
        : new(Task.WhenAll(first.AsTask(), second.AsTask()));
}
