using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Sekimori.Hosting.WsMan;

/// <summary>Kestrel's limits as WS-Management needs them.</summary>
public static class WsManKestrel
{
    // A Kerberos ticket with the groups of a large directory: clients are known to send 64 KB, in base64.
    private const int MaxHeaderBytes = 128 * 1024;

    // A handshake takes three requests; a client that asks its user for a password comes again. Without this an idle connection would live as long as one that has logged on.
    private static readonly TimeSpan LogonWithin = TimeSpan.FromMinutes(1);

    /// <summary>Ends connections of an endpoint on which nobody has logged on in time. Put it before TLS.</summary>
    /// <param name="listen">The endpoint.</param>
    /// <param name="within">How long a connection may take; a minute by default.</param>
    /// <param name="time">The clock.</param>
    public static ListenOptions UseLogonDeadline(this ListenOptions listen, TimeSpan? within = null, TimeProvider? time = null)
    {
        listen.Use(next => async connection =>
        {
            using var deadline = new LogonDeadline(connection, within ?? LogonWithin, time ?? TimeProvider.System);
            connection.Features.Set(deadline);
            await next(connection).ConfigureAwait(false);
        });
        return listen;
    }

    /// <summary>Sets the limits of a server whose HTTP endpoints are WS-Management's. How many connections there may be is <see cref="ConnectionQuota"/>'s.</summary>
    /// <param name="kestrel">The server.</param>
    public static void UseWsManLimits(this KestrelServerOptions kestrel)
    {
        var limits = kestrel.Limits;
        limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        // The handler knows the limit, and answers 413 by itself ([MS-WSMV] 3.1.4.1.20).
        limits.MaxRequestBodySize = null;
        // A proof by NTLM or Kerberos lives as long as its connection: pauses between the commands of a script are no reason to ask for it again.
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(10);
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        // Slower than a modem is an attack.
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.AddServerHeader = false;
    }
}
