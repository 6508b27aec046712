using Sekimori.WsMan.Operations;

namespace Sekimori.Server.WsMan;

/// <summary>
/// One HTTP authentication scheme. Thread-safe; what belongs to a handshake is kept with its <see cref="WsManConnection"/>.
/// </summary>
public interface IHttpLogon
{
    /// <summary>The scheme's name in Authorization, compared without case.</summary>
    string Scheme { get; }

    /// <summary>Whether the scheme is enabled ([MS-WSMV] 2.2.4.34) and can be used on this connection.</summary>
    bool IsOffered(WsManConnection connection, WsManSettings settings);

    /// <summary>
    /// Adds the challenges for WWW-Authenticate: one, or one for each algorithm, the stronger first; none if clients know by themselves.
    /// Only called where <see cref="IsOffered"/>.
    /// </summary>
    void Challenge(ICollection<string> challenges);

    /// <summary>Takes the credentials of one request. Only called where <see cref="IsOffered"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Set when the client has disconnected.</param>
    ValueTask<HttpLogonResult> LogonAsync(HttpLogonRequest request, CancellationToken cancellationToken);
}
