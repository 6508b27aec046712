using Sekimori.WsMan.Operations;

namespace Sekimori.Hosting.WsMan;

/// <summary>One HTTP authentication scheme. Thread-safe; what belongs to a handshake is kept with its <see cref="WsManConnection"/>.</summary>
public interface IHttpLogon
{
    /// <summary>The scheme's name in Authorization, compared without case.</summary>
    string Scheme { get; }

    /// <summary>The challenge for WWW-Authenticate; null where the scheme is not offered on this connection.</summary>
    string? Challenge(WsManConnection connection, WsManSettings settings);

    /// <summary>Takes the credentials of one request. Only called where <see cref="Challenge"/> offers the scheme.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="credentials">What stands behind the scheme's name, trimmed.</param>
    /// <param name="method">The request's method, which Digest counts in.</param>
    /// <param name="settings">The settings in force.</param>
    /// <param name="cancellationToken">Set when the client has gone.</param>
    ValueTask<HttpLogonResult> LogonAsync(WsManConnection connection, string credentials, string method, WsManSettings settings, CancellationToken cancellationToken);
}
