using Microsoft.AspNetCore.Http;
using Sekimori.Gate.Guarding;
using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Security.Accounts;
using Sekimori.Server.WsMan;

namespace Sekimori.Gate.Gateway.Terminated;

/// <summary>The guard of WS-Management that ends at the gate: as the server's, and each question names the target. Thread-safe.</summary>
internal sealed class TargetGuard(GatewayDoor gateway, TerminatedSessions sessions, TargetObjects objects) : IWsManGuard
{
    private readonly WsManGuard _server = new(gateway.Guard);

    /// <summary>The key of the route in the items of a request.</summary>
    public static object RouteKey { get; } = typeof(TargetRoute);

    /// <inheritdoc/>
    public async ValueTask<bool> MayLogOnAsync(HttpContext context, WsManConnection connection, Caller caller, LogonClaim? claim)
    {
        var at = WsManGuard.At(context, connection);
        connection.Guarded = at;
        var (name, target) = TargetOf(context, connection, caller);
        // Basic proves the caller again with each request: one record for each target.
        if (connection.Evaluated is Allowed before && ReferenceEquals(before.Caller, caller) && before.Target == target) return true;
        var guard = gateway.Guard;
        var seen = GatewayRecords.Logon(guard.Now(), at, caller, claim, null, target?.Name);
        var asked = Logons.Ask(at, caller, guard.Local(seen.Time)) with
        {
            Target = target?.Name ?? name,
            TargetPort = target?.Settings.WsManPort(gateway.Settings.MapperPort)
        };
        var verdict = guard.Evaluate(seen, asked);
        await guard.RecordAsync(seen, verdict).ConfigureAwait(false);
        if (verdict.IsAllowed && target is not null) connection.Evaluated = new Allowed(caller, target);
        // What waits for an approver is denied with its number: by the request, which has a body to say it in.
        return verdict.IsAllowed || verdict.Request > 0;
    }

    /// <inheritdoc/>
    public string? FindDenialReason(WsManConnection connection, Caller caller) => null;

    /// <inheritdoc/>
    public ValueTask ChallengedAsync(HttpContext context, WsManConnection connection, LogonAttempt attempt) =>
        _server.ChallengedAsync(context, connection, attempt);

    /// <inheritdoc/>
    public ValueTask RefusedAsync(
        HttpContext context, WsManConnection? connection, Caller caller, int status, string anomaly, long bytes = 0) =>
        _server.RefusedAsync(context, connection, caller, status, anomaly, bytes);

    /// <inheritdoc/>
    public IWsManRequestGuard Begin(HttpContext context, Caller caller)
    {
        // Identify without a logon is the gate's own, and says nothing of targets.
        if (caller.IsAnonymous) return _server.Begin(context, caller);
        var connection = WsManConnection.Of(context, null);
        var (name, target) = TargetOf(context, connection, caller);
        return new TargetRequestGuard(gateway, sessions, objects, WsManGuard.At(context, null), caller, WsManGuard.Head(context), name,
            target, ProofOf(connection, caller));
    }

    // The handshake that has proved this very caller: on one connection another one may follow, by a scheme that has no handshake.
    private static SecurityContext? ProofOf(WsManConnection connection, Caller caller) =>
        caller.Outside is { } outside && connection.Proved is { } proved && ReferenceEquals(proved.Caller!.Outside, outside)
            ? proved.Protects : null;

    private sealed record Allowed(Caller Caller, TargetHost Target);

    private (string Name, TargetHost? Target) TargetOf(HttpContext context, WsManConnection connection, Caller caller)
    {
        var name = ((TargetRoute)context.Items[RouteKey]!).Name;
        var logon = connection.Named is { } named && named.Caller.Identity == caller.Identity
            && named.Caller.Scheme == caller.Scheme ? LocalAuthority.TargetOf(named.Name) : null;
        if (name.Length == 0) name = logon ?? "";
        // Two names for two targets are none.
        else if (logon is not null && gateway.Targets.Find(logon) is var other && (other is null || other != gateway.Targets.Find(name)))
            return (name, null);
        // A target whose WS-Management does not end here is as unknown as one that is not listed.
        return (name, gateway.Targets.Find(name) is { Settings.IsTerminated: true } target ? target : null);
    }
}
