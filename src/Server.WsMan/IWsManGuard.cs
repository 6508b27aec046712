using Microsoft.AspNetCore.Http;
using Sekimori.Guard;
using Sekimori.Security;

namespace Sekimori.Server.WsMan;

/// <summary>The guard at the door of WS-Management. Thread-safe.</summary>
public interface IWsManGuard
{
    /// <summary>May this caller go on, now that it has proved who it is? Asked with each request that brings or repeats a proof.</summary>
    /// <param name="context">The request.</param>
    /// <param name="connection">Its connection.</param>
    /// <param name="caller">Who it is.</param>
    /// <param name="claim">What it said of itself in the handshake; null where nothing.</param>
    ValueTask<bool> MayLogOnAsync(HttpContext context, WsManConnection connection, Caller caller, LogonClaim? claim);

    /// <summary>Why this caller's connection is to end; null where it may stay. A rule may allow it at some hours and on some days only: asked every minute.</summary>
    /// <param name="connection">A connection that <see cref="MayLogOnAsync"/> has allowed.</param>
    /// <param name="caller">Who has logged on to it.</param>
    string? WhyNoLonger(WsManConnection connection, Caller caller) => null;

    /// <summary>A request was answered 401.</summary>
    /// <param name="context">The request.</param>
    /// <param name="connection">Its connection.</param>
    /// <param name="attempt">What came of it.</param>
    /// <returns>Ends when the answer may leave.</returns>
    ValueTask ChallengedAsync(HttpContext context, WsManConnection connection, LogonAttempt attempt);

    /// <summary>A request of a known caller was refused before its envelope was looked at.</summary>
    /// <param name="context">The request.</param>
    /// <param name="connection">Its connection; null for a request that needs no logon.</param>
    /// <param name="caller">Who made it.</param>
    /// <param name="status">The HTTP status of the answer.</param>
    /// <param name="anomaly">Why, in a word for rules.</param>
    /// <param name="bytes">How much had come where the head does not say how much there is.</param>
    /// <returns>Ends when the answer may leave.</returns>
    ValueTask RefusedAsync(HttpContext context, WsManConnection? connection, Caller caller, int status, string anomaly, long bytes = 0);

    /// <summary>The guard of one request whose caller is known, or that anybody may make.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who made it.</param>
    IWsManRequestGuard Begin(HttpContext context, Caller caller);
}
