using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Sekimori.Guard;
using Sekimori.WsMan.Encryption;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;

namespace Sekimori.Server.WsMan;

/// <summary>
/// WS-Management over HTTP: paths and methods, logons, bodies in and out. Give <see cref="HandleAsync"/> to the server as its only request
/// delegate. No body is read before the caller is known, except for Identify, which may be sent without a logon if the settings allow it.
/// </summary>
public sealed partial class WsManHandler
{
    private readonly WsManService _service;
    private readonly IHttpLogon[] _logons;
    private readonly ILogger<WsManHandler> _logger;
    private readonly IWsManGuard? _guard;
    private readonly LoggedOnConnections _loggedOn;

    /// <summary>Makes the handler.</summary>
    /// <param name="service">Answers envelopes.</param>
    /// <param name="logons">The schemes, the preferred first.</param>
    /// <param name="logger">Where denied logons, faults and failures are written.</param>
    /// <param name="guard">Evaluates logons and requests; null lets all of them through.</param>
    /// <param name="watch">Returns whether those who have logged on may stay; null lets them.</param>
    public WsManHandler(WsManService service, IEnumerable<IHttpLogon> logons, ILogger<WsManHandler> logger, IWsManGuard? guard = null,
        IOwnerWatch? watch = null) =>
        (_service, _logons, _logger, _guard, _loggedOn) = (service, [.. logons], logger, guard, new LoggedOnConnections(watch, guard));

    /// <summary>Ends the connections of callers who may not stay. Call it every few seconds, after the service's own tick.</summary>
    public void Tick(DateTimeOffset now) => _loggedOn.Sweep(now);

    /// <summary>Answers one request.</summary>
    public Task HandleAsync(HttpContext context)
    {
        var entry = context.Features.Get<WsManEntry>();
        return entry is null or { IsLoggedOn: true } ? AnswerAsync(context, entry) : EnterAsync(context, entry);
    }

    /// <summary>Nobody has logged on to the connection: what the request holds is counted.</summary>
    private async Task EnterAsync(HttpContext context, WsManEntry entry)
    {
        entry.MarkActive();
        entry.Reader?.BeginAnswer(context.Request.ContentLength);
        try
        {
            await AnswerAsync(context, entry).ConfigureAwait(false);
        }
        finally
        {
            entry.Reader?.EndAnswer();
        }
    }

    private Task AnswerAsync(HttpContext context, WsManEntry? entry)
    {
        var request = context.Request;
        var path = request.Path.Value.AsSpan().TrimEnd('/');
        var anonymous = path.Equals("/wsman-anon/identify", StringComparison.OrdinalIgnoreCase);
        if (!anonymous && !path.Equals("/wsman", StringComparison.OrdinalIgnoreCase)
            && !path.Equals("/wsman/SubscriptionManager/WEC", StringComparison.OrdinalIgnoreCase))
            return RefuseAsync(context, StatusCodes.Status404NotFound,
                "Nothing here; the service is at /wsman, or at the prefix of its listener.");
        // Some handshakes use GET: nmap and some proxies.
        if (!HttpMethods.IsPost(request.Method) && !HttpMethods.IsGet(request.Method))
        {
            context.Response.Headers.Allow = "GET, POST";
            return RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "WS-Management uses POST.");
        }
        // A length and chunks at once can be read in two ways (RFC 9112 6.3): Kestrel puts the length aside under this name, and would
        // continue.
        if (request.Headers.ContainsKey("X-Content-Length"))
        {
            context.Response.Headers.Connection = "close";
            return RefuseAsync(context, StatusCodes.Status400BadRequest, "A request needs a Content-Length or chunked encoding.");
        }
        var settings = _service.Settings.Current;
        // [MS-WSMV] 3.1.4.1.23: Identify without a logon carries this header; the path is what Windows clients use.
        anonymous |= request.Headers.TryGetValue("WSMANIDENTIFY", out var mark) && mark.Count == 1
            && string.Equals(mark[0], "unauthenticated", StringComparison.OrdinalIgnoreCase);
        return anonymous && settings.AnonymousIdentify && HttpMethods.IsPost(request.Method)
            ? IdentifyAsync(context, entry, settings)
            : LogonAsync(context, entry, settings);
    }

    private async Task IdentifyAsync(HttpContext context, WsManEntry? entry, WsManSettings settings)
    {
        if (entry?.TryHold(MaxAnonymousBytes) == false) return;
        try
        {
            await AnswerAsync(context, null, Caller.Anonymous, settings, MaxAnonymousBytes).ConfigureAwait(false);
        }
        finally
        {
            entry?.Release(MaxAnonymousBytes);
        }
    }

    private async Task LogonAsync(HttpContext context, WsManEntry? entry, WsManSettings settings)
    {
        var connection = WsManConnection.Of(context, entry);
        connection.Begin();
        try
        {
            await LogonAsync(context, connection, settings).ConfigureAwait(false);
        }
        finally
        {
            connection.End();
        }
    }

    private async Task LogonAsync(HttpContext context, WsManConnection connection, WsManSettings settings)
    {
        var authorization = context.Request.Headers.Authorization;
        if (authorization.Count == 1 && authorization[0] is { Length: > 0 } header)
        {
            var space = header.IndexOf(' ');
            var scheme = space < 0 ? header : header[..space];
            if (Find(scheme) is { } logon && logon.IsOffered(connection, settings))
            {
                var credentials = space < 0 ? "" : header[(space + 1)..].Trim();
                var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
                var result = await logon.LogonAsync(
                    new HttpLogonRequest(connection, credentials, context.Request.Method, target, settings), context.RequestAborted)
                    .ConfigureAwait(false);
                if (result.State != HttpLogonState.Proved)
                {
                    await ChallengeAsync(context, connection, settings, result).ConfigureAwait(false);
                    return;
                }
                if (_guard is not null && !await _guard.MayLogOnAsync(context, connection, result.Caller!, result.Claim)
                    .ConfigureAwait(false))
                {
                    // A handshake authenticates the connection; this scheme does not.
                    connection.Forget();
                    await RefuseAsync(context, StatusCodes.Status403Forbidden, "Account denied by policy.").ConfigureAwait(false);
                    return;
                }
                connection.Entry?.LogOn();
                _loggedOn.Enter(connection, result.Caller!);
                if (result.Token is not null) context.Response.Headers.WWWAuthenticate = result.Token;
                if (result.AuthenticationInfo is not null) context.Response.Headers["Authentication-Info"] = result.AuthenticationInfo;
                await ServeAsync(context, connection, result, settings).ConfigureAwait(false);
                return;
            }
        }
        else if (authorization.Count == 0 && connection.Proved is { } proved && !AsksForChallenge(context.Request))
        {
            // The account may have changed since, the ticket have expired.
            if (proved.Protects?.Recheck() is { } refusal)
            {
                connection.Forget();
                connection.Entry?.Expire();
                await ChallengeAsync(context, connection, settings, HttpLogonResult.Refused(refusal)).ConfigureAwait(false);
                return;
            }
            await ServeAsync(context, connection, proved, settings).ConfigureAwait(false);
            return;
        }
        await ChallengeAsync(context, connection, settings, default).ConfigureAwait(false);
    }

    // An empty POST without credentials is how clients ask for a challenge: there is nothing else in it to be answered. One that comes on a
    // connection that is logged on starts a new logon; the previous logon stays valid until that has succeeded or failed.
    private static bool AsksForChallenge(HttpRequest request) => HttpMethods.IsPost(request.Method) && request.ContentLength == 0;

    private async Task ServeAsync(HttpContext context, WsManConnection connection, HttpLogonResult logon, WsManSettings settings)
    {
        // The last leg of a handshake often has no body: what it asked for is the token.
        if (!HttpMethods.IsPost(context.Request.Method) || context.Request.ContentLength == 0)
        {
            context.Response.ContentLength = 0;
            return;
        }
        var limit = settings.MaxEnvelopeSizeKb * 1024;
        if (MessageEncryption.IsEncrypted(context.Request.ContentType))
            await AnswerSealedAsync(context, connection, logon, settings, limit).ConfigureAwait(false);
        else if (connection.IsTls || settings.AllowUnencrypted)
            await AnswerAsync(context, connection, logon.Caller!, settings, limit).ConfigureAwait(false);
        else
            await RefusePlainAsync(context, connection, logon.Caller!).ConfigureAwait(false);
    }

    /// <summary>
    /// [MS-WSMV] 3.1.4.1.29.1: neither request nor reply may be unencrypted. Windows answers with status 500; the body is not read.
    /// </summary>
    private async Task RefusePlainAsync(HttpContext context, WsManConnection connection, Caller caller)
    {
        LogPlain(connection.Remote, caller.Account);
        if (_guard is not null)
            await _guard.RefusedAsync(context, connection, caller, StatusCodes.Status500InternalServerError, "plain_message")
                .ConfigureAwait(false);
        await FaultAsync(context, StatusCodes.Status500InternalServerError,
            Fault.AccessDenied("Over HTTP this service accepts encrypted messages only. Encrypt them, or use HTTPS."))
            .ConfigureAwait(false);
    }

    private async Task ChallengeAsync(HttpContext context, WsManConnection connection, WsManSettings settings, HttpLogonResult result)
    {
        if (result.Refusal is { } refusal) LogRefusal(connection.Remote, refusal);
        if (_guard is not null) await RecordChallengeAsync(context, connection, result).ConfigureAwait(false);
        var response = context.Response;
        if (result.RetryAfter > TimeSpan.Zero)
            response.Headers.RetryAfter = ((int)Math.Ceiling(result.RetryAfter.TotalSeconds)).ToString(
                System.Globalization.CultureInfo.InvariantCulture);
        if (result.Token is not null)
        {
            response.Headers.WWWAuthenticate = result.Token;
        }
        else
        {
            var challenges = new List<string>(_logons.Length + 1);
            if (result.Challenges is { } own) challenges.AddRange(own);
            else foreach (var logon in _logons.Where(logon => logon.IsOffered(connection, settings))) logon.Challenge(challenges);
            if (challenges.Count == 0)
            {
                await RefuseAsync(context, StatusCodes.Status403Forbidden,
                    "Nobody can log on here: every scheme is turned off or needs HTTPS.").ConfigureAwait(false);
                return;
            }
            response.Headers.WWWAuthenticate = challenges.ToArray();
        }
        response.StatusCode = StatusCodes.Status401Unauthorized;
        response.ContentLength = 0;
    }

    private IHttpLogon? Find(string scheme)
    {
        foreach (var logon in _logons)
        {
            if (logon.Scheme.Equals(scheme, StringComparison.OrdinalIgnoreCase)) return logon;
        }
        return null;
    }

    private static Task RefuseAsync(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain;charset=utf-8";
        return context.Response.WriteAsync(why, context.RequestAborted);
    }

    [LoggerMessage(EventId = 402, Level = LogLevel.Warning, Message = "WS-Man message of {Remote} {Account} rejected: not encrypted")]
    private partial void LogPlain(System.Net.IPEndPoint? remote, string account);

    [LoggerMessage(EventId = 401, Level = LogLevel.Warning, Message = "WS-Man logon of {Remote} denied: {Refusal}")]
    private partial void LogRefusal(System.Net.IPEndPoint? remote, Security.Refusal refusal);
}
