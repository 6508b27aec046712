using Sekimori.Guard;
using Sekimori.Security.Accounts;
using Sekimori.Security.Digest;
using Sekimori.WsMan.Operations;

namespace Sekimori.Server.WsMan;

/// <summary>
/// HTTP Digest (RFC 7616) against the local accounts. It encrypts no message: over TLS only, unless the settings allow what is not
/// encrypted. Each request proves itself again.
/// </summary>
public sealed class HttpDigestLogon(DigestAuthenticator digest) : IHttpLogon
{
    /// <inheritdoc/>
    public string Scheme => "Digest";

    /// <inheritdoc/>
    public bool IsOffered(WsManConnection connection, WsManSettings settings) =>
        settings.Digest && (connection.IsTls || settings.AllowUnencrypted);

    /// <inheritdoc/>
    public void Challenge(ICollection<string> challenges)
    {
        foreach (var challenge in digest.Challenges()) challenges.Add(challenge);
    }

    /// <inheritdoc/>
    public ValueTask<HttpLogonResult> LogonAsync(HttpLogonRequest request, CancellationToken cancellationToken)
    {
        var connection = request.Connection;
        var logon = digest.Authenticate(request.Credentials, request.Method, request.Target, connection.Remote?.Address);
        if (logon.Account is not { } account)
        {
            // RFC 7616 3.3: a client whose nonce alone is stale tries again without asking its user.
            return new(HttpLogonResult.Refused(logon.Refusal!) with
            {
                Challenges = logon.IsStale ? digest.Challenges(isStale: true) : null
            });
        }

        // Each request is proved; in the records, a connection's requests are one logon.
        if (connection.Handshake is not Known known || known.Account.Stamp != account.Stamp)
        {
            (connection.Handshake as IDisposable)?.Dispose();
            connection.Handshake = known = new Known(account, account.ToCaller(Scheme, connection.Level, connection.Remote));
        }

        return new(HttpLogonResult.Proved(known.Caller) with { AuthenticationInfo = logon.AuthenticationInfo });
    }

    private sealed record Known(Account Account, Caller Caller);
}
