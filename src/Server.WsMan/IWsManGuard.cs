using Microsoft.AspNetCore.Http;
using Sekimori.Guard;
using Sekimori.Security;

namespace Sekimori.Server.WsMan;

/// <summary>The guard of WS-Management. Thread-safe.</summary>
public interface IWsManGuard
{
    /// <summary>
    /// Decides whether this caller may continue after it has proved its identity. Called for each request that brings or repeats a proof.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="connection">Its connection.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="claim">What it claimed about itself in the handshake; null if nothing.</param>
    ValueTask<bool> MayLogOnAsync(HttpContext context, WsManConnection connection, Caller caller, LogonClaim? claim);

    /// <summary>
    /// Why this caller's connection must end; null if it may stay. A rule may allow it only at some hours and on some days: called every
    /// minute.
    /// </summary>
    /// <param name="connection">A connection that <see cref="MayLogOnAsync"/> has allowed.</param>
    /// <param name="caller">The caller that is logged on to it.</param>
    string? FindDenialReason(WsManConnection connection, Caller caller) => null;

    /// <summary>A request was answered 401.</summary>
    /// <param name="context">The request.</param>
    /// <param name="connection">Its connection.</param>
    /// <param name="attempt">The failed or missing logon.</param>
    /// <returns>Completes when the answer may be sent.</returns>
    ValueTask ChallengedAsync(HttpContext context, WsManConnection connection, LogonAttempt attempt);

    /// <summary>A request of a known caller was rejected before its envelope was read.</summary>
    /// <param name="context">The request.</param>
    /// <param name="connection">Its connection; null for a request that needs no logon.</param>
    /// <param name="caller">Who made it.</param>
    /// <param name="status">The HTTP status of the answer.</param>
    /// <param name="anomaly">Why, in a word for rules.</param>
    /// <param name="bytes">How much had arrived, if the head does not give the length.</param>
    /// <returns>Completes when the answer may be sent.</returns>
    ValueTask RefusedAsync(HttpContext context, WsManConnection? connection, Caller caller, int status, string anomaly, long bytes = 0);

    /// <summary>The guard of one request of a known caller, or of a public one.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who made it.</param>
    IWsManRequestGuard Begin(HttpContext context, Caller caller);
}
