using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Sekimori.WsMan.Operations;

namespace Sekimori.Server.WsMan;

/// <content>Logons and challenges.</content>
public sealed partial class WsManHandler
{
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
            // [MS-WSMV] 3.1.4.1.28: one of the configured schemes.
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
                // RFC 7616 3.5
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

    private async Task ChallengeAsync(HttpContext context, WsManConnection connection, WsManSettings settings, HttpLogonResult result)
    {
        if (result.Refusal is { } refusal) LogRefusal(connection.Remote, refusal);
        if (_guard is not null) await RecordChallengeAsync(context, connection, result).ConfigureAwait(false);
        var response = context.Response;
        // RFC 9110 10.2.3: whole seconds.
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
        // RFC 9110 15.5.2: with at least one challenge.
        response.StatusCode = StatusCodes.Status401Unauthorized;
        response.ContentLength = 0;
    }

    // RFC 9110 11.1: names of schemes have no case.
    private IHttpLogon? Find(string scheme)
    {
        foreach (var logon in _logons)
        {
            if (logon.Scheme.Equals(scheme, StringComparison.OrdinalIgnoreCase)) return logon;
        }
        return null;
    }

    [LoggerMessage(EventId = 401, Level = LogLevel.Warning, Message = "WS-Man logon of {Remote} denied: {Refusal}")]
    private partial void LogRefusal(System.Net.IPEndPoint? remote, Security.Refusal refusal);
}
