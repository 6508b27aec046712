using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Sekimori.Guard;
using Sekimori.Guard.Policy;
using Sekimori.Observations;
using Sekimori.Security;
using Sekimori.Server.WsMan;
using Sekimori.WsMan.Operations;

namespace Sekimori.Gate.Guarding;

/// <summary>The guard of the WS-Management door. Thread-safe.</summary>
/// <param name="guard">The guard.</param>
internal sealed class WsManGuard(LiveGuard guard) : IWsManGuard
{
    /// <inheritdoc/>
    public ValueTask<bool> MayLogOnAsync(HttpContext context, WsManConnection connection, Caller caller, LogonClaim? claim) =>
        // Basic proves the caller again with each request: one record for the connection.
        ReferenceEquals(connection.Evaluated, caller) ? new(true) : EvaluateLogonAsync(context, connection, caller, claim);

    private async ValueTask<bool> EvaluateLogonAsync(HttpContext context, WsManConnection connection, Caller caller, LogonClaim? claim)
    {
        var at = At(context, connection);
        connection.Guarded = at;
        var seen = Logons.Observe(guard.Now(), at, caller, claim);
        var verdict = guard.Evaluate(seen, Logons.Ask(at, caller, guard.Local(seen.Time)));
        await guard.RecordAsync(seen, verdict).ConfigureAwait(false);
        if (verdict.IsAllowed) connection.Evaluated = caller;
        return verdict.IsAllowed;
    }

    /// <inheritdoc/>
    public string? FindDenialReason(WsManConnection connection, Caller caller) =>
        connection.Guarded is not GuardedConnection at || MayStay(at, caller) ? null : LiveGuard.NoLonger;

    private bool MayStay(GuardedConnection at, Caller caller)
    {
        var policy = guard.Policy.Current;
        if (!policy.IsTemporary) return true;
        var time = guard.Local(guard.Now());
        var (connect, logon) = (at.Facts(PolicyPoint.Connect, time), Logons.Ask(at, caller, time));
        if (!guard.Policy.Allows(policy, connect)) return Decide(guard.Connection(at), connect);
        return guard.Policy.Allows(policy, logon) || Decide(Logons.Observe(guard.Now(), at, caller, null), logon);
    }

    private bool Decide(Observation seen, in PolicyFacts facts)
    {
        var verdict = guard.Evaluate(seen, facts);
        _ = guard.RecordAsync(seen, verdict).AsTask();
        return verdict.IsAllowed;
    }

    /// <inheritdoc/>
    public async ValueTask ChallengedAsync(HttpContext context, WsManConnection connection, LogonAttempt attempt)
    {
        var (refusal, body) = (attempt.Refusal, attempt.Body);
        var at = At(context, connection);
        var now = guard.Now();
        if (refusal is not null)
            await guard.RecordAsync(Logons.Observe(now, at, refusal, attempt.Claim, StatusCodes.Status401Unauthorized), isWritten: true)
                .ConfigureAwait(false);
        var facts = Head(context);
        if (body is not null) ReadFacts.Add(facts, body);
        await guard.RecordAsync(new()
        {
            Time = now, Source = ObservationSource.Server, Kind = ObservationKind.Request, Client = at.Client, Server = at.Server,
            Transport = at.Transport, Account = refusal?.Account ?? "",
            Scheme = attempt.Scheme, Resource = body?.ResourceUri ?? "", Action = body?.Action ?? "", Facts = facts,
            Bytes = context.Request.ContentLength ?? attempt.Bytes, Status = StatusCodes.Status401Unauthorized,
        }, isWritten: false).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask RefusedAsync(
        HttpContext context, WsManConnection? connection, Caller caller, int status, string anomaly, long bytes = 0)
    {
        var at = At(context, connection);
        var facts = Head(context);
        facts.Add(Fact.Anomaly, anomaly);
        return guard.RecordAsync(new()
        {
            Time = guard.Now(), Source = ObservationSource.Server, Kind = ObservationKind.Request, Client = at.Client, Server = at.Server,
            Transport = at.Transport, Account = caller.Account,
            Scheme = Logons.Scheme(caller), Level = caller.Level, Facts = facts, Bytes = context.Request.ContentLength ?? bytes,
            Status = status,
        }, isWritten: true);
    }

    /// <inheritdoc/>
    public IWsManRequestGuard Begin(HttpContext context, Caller caller) =>
        new WsManRequestGuard(guard, At(context, null), caller, Head(context));

    /// <summary>The facts of a request's head.</summary>
    internal static FactSet Head(HttpContext context)
    {
        var facts = new FactSet();
        var headers = context.Request.Headers;
        HttpFacts.Read(headers.UserAgent.ToString(), headers.AcceptEncoding.ToString(), facts);
        return facts;
    }

    /// <summary>The connection of a request.</summary>
    internal static GuardedConnection At(HttpContext context, WsManConnection? connection)
    {
        var items = context.Features.Get<IConnectionItemsFeature>()!.Items;
        if (items.TryGetValue(typeof(GuardedConnection), out var known)) return (GuardedConnection)known!;
        var (at, isTls) = (context.Connection, connection?.IsTls ?? context.Request.IsHttps);
        var made = GuardedConnection.Of(
            new(at.RemoteIpAddress!, at.RemotePort), new(at.LocalIpAddress!, at.LocalPort), isTls ? Transport.Https : Transport.Http);
        items[typeof(GuardedConnection)] = made;
        return made;
    }
}
