using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Sekimori.Guard;
using Sekimori.Guard.Policy;
using Sekimori.Hosting.WsMan;
using Sekimori.Observations;
using Sekimori.Security;
using Sekimori.WsMan.Operations;

namespace Sekimori.Hosting.Guarding;

/// <summary>The guard's points at the door of WS-Management. Thread-safe.</summary>
/// <param name="guard">The guard.</param>
public sealed class WsManGuard(LiveGuard guard)
{
    // What a handshake's first request holds is checked, but nobody is waited for long: the answer to it is 401 in any case.
    internal const int MaxPeekBytes = 8 * 1024;
    internal static readonly TimeSpan PeekTime = TimeSpan.FromMilliseconds(250);

    /// <summary>May this caller continue, now that it has proved who it is? Asked once for each logon, not for each request that repeats it.</summary>
    internal async ValueTask<bool> MayLogOnAsync(HttpContext context, WsManConnection connection, Caller caller, LogonClaim? claim)
    {
        var items = context.Features.Get<IConnectionItemsFeature>()!.Items;
        if (items.TryGetValue(typeof(Caller), out var known) && ReferenceEquals(known, caller)) return true;
        var at = At(context, connection);
        var seen = Logons.Observe(guard.Now(), at, caller, claim);
        var verdict = guard.Evaluate(seen, Logons.Ask(at, caller, guard.Local(seen.Time)));
        await guard.RecordAsync(seen, verdict).ConfigureAwait(false);
        if (verdict.IsAllowed) items[typeof(Caller)] = caller;
        return verdict.IsAllowed;
    }

    /// <summary>May this caller's connection stay? A rule may allow it at some hours and on some days only. If not, that is recorded.</summary>
    internal bool MayStay(GuardedConnection at, Caller caller)
    {
        var policy = guard.Policy.Current;
        if (!policy.LooksAtTime) return true;
        var time = guard.Local(guard.Now());
        var (connect, logon) = (at.Facts(PolicyPoint.Connect, time), Logons.Ask(at, caller, time));
        if (!LiveGuard.Allows(policy, connect)) return Decide(guard.Connection(at), connect);
        return LiveGuard.Allows(policy, logon) || Decide(Logons.Observe(guard.Now(), at, caller, null), logon);
    }

    private bool Decide(Observation seen, in PolicyFacts facts)
    {
        var verdict = guard.Evaluate(seen, facts);
        _ = guard.RecordAsync(seen, verdict).AsTask();
        return verdict.IsAllowed;
    }

    /// <summary>A request was answered 401: nobody has proved who they are yet, or somebody failed to.</summary>
    /// <param name="context">The request.</param>
    /// <param name="connection">Its connection.</param>
    /// <param name="refusal">Why somebody failed; null if nobody did.</param>
    /// <param name="scheme">The scheme of Authorization; empty without.</param>
    /// <param name="claim">What the client said of itself in a handshake; null if nothing.</param>
    /// <param name="body">What was read of the body; null if it was ignored.</param>
    /// <param name="bytes">How long the body is.</param>
    internal async ValueTask ChallengedAsync(HttpContext context, WsManConnection connection, Refusal? refusal, string scheme, LogonClaim? claim,
        ParsedRequest? body, int bytes)
    {
        var at = At(context, connection);
        var now = guard.Now();
        if (refusal is not null) await guard.RecordAsync(Logons.Observe(now, at, refusal, claim, StatusCodes.Status401Unauthorized), isWritten: true).ConfigureAwait(false);
        var facts = Head(context);
        if (body is not null) ReadFacts.Add(facts, body);
        await guard.RecordAsync(new()
        {
            Time = now, Source = ObservationSource.Server, Kind = ObservationKind.Request, Client = at.Client, Server = at.Server, Transport = at.Transport, Account = refusal?.Account ?? "",
            Scheme = scheme, Resource = body?.ResourceUri ?? "", Action = body?.Action ?? "", Facts = facts, Bytes = context.Request.ContentLength ?? bytes, Status = StatusCodes.Status401Unauthorized,
        }, isWritten: false).ConfigureAwait(false);
    }

    /// <summary>A request of a known caller was refused before its envelope was checked.</summary>
    /// <param name="context">The request.</param>
    /// <param name="connection">Its connection.</param>
    /// <param name="caller">Who made it.</param>
    /// <param name="status">The HTTP status of the answer.</param>
    /// <param name="anomaly">Why, in a word for rules.</param>
    /// <param name="bytes">How much had come where the head does not say how much there is.</param>
    internal ValueTask RefusedAsync(HttpContext context, WsManConnection? connection, Caller caller, int status, string anomaly, long bytes = 0)
    {
        var at = At(context, connection);
        var facts = Head(context);
        facts.Add(Fact.Anomaly, anomaly);
        return guard.RecordAsync(new()
        {
            Time = guard.Now(), Source = ObservationSource.Server, Kind = ObservationKind.Request, Client = at.Client, Server = at.Server, Transport = at.Transport, Account = caller.Account,
            Scheme = Logons.Scheme(caller), Level = caller.Level, Facts = facts, Bytes = context.Request.ContentLength ?? bytes, Status = status,
        }, isWritten: true);
    }

    /// <summary>The guard of one request whose caller is known, or that anybody may make.</summary>
    internal WsManRequestGuard Begin(HttpContext context, Caller caller) => new(guard, At(context, null), caller, Head(context));

    private static FactSet Head(HttpContext context)
    {
        var facts = new FactSet();
        var headers = context.Request.Headers;
        HttpFacts.Read(headers.UserAgent.ToString(), headers.AcceptEncoding.ToString(), facts);
        return facts;
    }

    internal static GuardedConnection At(HttpContext context, WsManConnection? connection)
    {
        var items = context.Features.Get<IConnectionItemsFeature>()!.Items;
        if (items.TryGetValue(typeof(GuardedConnection), out var known)) return (GuardedConnection)known!;
        var (at, isTls) = (context.Connection, connection?.IsTls ?? context.Request.IsHttps);
        var made = GuardedConnection.Of(new(at.RemoteIpAddress!, at.RemotePort), new(at.LocalIpAddress!, at.LocalPort), isTls ? Transport.Https : Transport.Http);
        items[typeof(GuardedConnection)] = made;
        return made;
    }
}
