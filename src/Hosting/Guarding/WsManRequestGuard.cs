using Sekimori.Capture;
using Sekimori.Guard;
using Sekimori.Guard.Observations;
using Sekimori.Guard.Policy;
using Sekimori.Storage.Audit;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;

namespace Sekimori.Hosting.Guarding;

/// <summary>The guard's point in one WS-Management request, and what it tells of it.</summary>
internal sealed class WsManRequestGuard(LiveGuard guard, GuardedConnection at, Caller caller, FactSet facts) : IRequestGuard
{
    private readonly DateTimeOffset _begun = guard.Now();
    private string _resource = "", _action = "";
    private bool _isAsked;
    private Verdict _verdict;
    private PolicyFacts _asked;

    /// <inheritdoc/>
    public async ValueTask<Fault?> JudgeAsync(RequestHeaders headers, ReadOnlyMemory<byte> envelope, bool hasBody)
    {
        _isAsked = true;
        (_resource, _action) = (headers.ResourceUri, headers.Action);
        if (hasBody && TellsMore(_action)) ContentFacts.OfEnvelope(envelope.Span, facts);
        else
        {
            foreach (var selector in headers.Selectors) facts.Add(Fact.Selector, $"{selector.Name}={selector.Value}");
            ContentFacts.OfAddress(_resource, _action, facts);
        }
        var seen = Observe(envelope.Length, -1, default);
        _asked = new()
        {
            Point = PolicyPoint.Call, Address = at.Address, Transport = at.Transport, Time = guard.Local(_begun), Account = seen.Account, Groups = seen.Groups,
            Scheme = seen.Scheme, Level = seen.Level, Resource = Known(_resource), Action = Known(_action), Class = facts[Fact.ClassName], Method = facts[Fact.Method],
        };
        _verdict = guard.Judge(seen, _asked);
        // Before anything is done, so that nothing is done that is not on record; what became of it is another line.
        if (_verdict.Audit == AuditDemand.Required)
        {
            try
            {
                await guard.TellAsync(seen, _verdict).ConfigureAwait(false);
            }
            catch (AuditUnavailableException)
            {
                guard.Policy.Leave(_verdict, _asked);
                _verdict = _verdict with { IsAllowed = false, Status = LiveGuard.AuditUnavailable };
            }
        }
        return _verdict.IsAllowed ? null : Fault.AccessDenied("The policy of this host does not allow it.") with { Number = _verdict.Status };
    }

    /// <summary>The request is over.</summary>
    /// <param name="reply">What it is answered with.</param>
    /// <param name="envelope">The request.</param>
    public ValueTask EndAsync(WsManReply reply, ReadOnlyMemory<byte> envelope)
    {
        // Not even its headers could be read: what it held is of interest all the more.
        if (!_isAsked) (_resource, _action) = ContentFacts.OfEnvelope(envelope.Span, facts);
        else if (_verdict.IsAllowed) guard.Policy.Leave(_verdict, _asked);
        guard.Count(at.Transport, _begun);
        var seen = Observe(envelope.Length, reply.HttpStatus, guard.Now() - _begun);
        return _isAsked ? guard.TellAsync(seen, _verdict with { Audit = _verdict.Audit == AuditDemand.None ? AuditDemand.None : AuditDemand.Line }) : guard.TellAsync(seen, isWritten: true);
    }

    private Observation Observe(long bytes, long status, TimeSpan duration) => new()
    {
        Time = _begun, Source = ObservationSource.Server, Kind = ObservationKind.Request, Client = at.Client, Server = at.Server, Transport = at.Transport, Account = caller.Account,
        Groups = RoleGroups.Of(caller), Scheme = Logons.Scheme(caller), Level = caller.Level, Resource = _resource, Action = _action, Facts = facts, Bytes = bytes, Status = status, Duration = duration,
        // Over HTTP nothing but message encryption makes it private.
        IsSealed = at.Transport == Transport.Http && caller.Level == ProtectionLevel.Privacy,
    };

    /// <summary>True where the body says what headers do not: a filter, a command line, a method's arguments, where events go.</summary>
    private static bool TellsMore(string action) => action is not (Actions.Get or Actions.Pull or Actions.Release or Actions.Delete or Actions.Renew or Actions.GetStatus
        or Actions.Receive or Actions.Send or Actions.Signal or "");

    private static string? Known(string text) => text.Length > 0 ? text : null;
}
