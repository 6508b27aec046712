using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Sekimori.Guard.Admission;
using Sekimori.Guard.Connect;
using Sekimori.Server.Admission;
using Sekimori.Server.Tls;

namespace Sekimori.Server.WsMan;

/// <summary>Kestrel's limits as WS-Management needs them.</summary>
public static class WsManKestrel
{
    // A Kerberos ticket with the groups of a large directory: clients are known to send 64 KB, in base64.
    private const int MaxHeaderBytes = 128 * 1024;

    // A handshake takes three requests; a client that asks its user for a password comes again. Without this an idle connection would live
    // as long as one that has logged on.
    private static readonly TimeSpan LogonWithin = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Takes connections of an endpoint that have a place, and ends those without a logon in time. Put it before TLS, and
    /// <see cref="UseByteCount"/> behind.
    /// </summary>
    /// <param name="listen">The endpoint.</param>
    /// <param name="gate">Gives places. A connection that <see cref="WsManPort"/> has accepted has one already.</param>
    /// <param name="door">What the gate needs to know.</param>
    /// <param name="within">How long a connection may take to log on; a minute by default.</param>
    /// <param name="time">The clock.</param>
    public static ListenOptions UseGate(
        this ListenOptions listen, ConnectionGate gate, GatedDoor door, TimeSpan? within = null, TimeProvider? time = null)
    {
        listen.Use(next => async connection =>
        {
            if ((connection.Features.Get<Place>() ?? gate.TryEnter(connection, door)) is not { } place)
            {
                connection.Abort(new ConnectionAbortedException("limit of connections reached"));
                return;
            }

            try
            {
                using var entry = new WsManEntry(connection, gate, place, within ?? LogonWithin, time ?? TimeProvider.System);
                connection.Features.Set(entry);
                connection.Features.Set<IConnectionBudget>(entry);
                await next(connection).ConfigureAwait(false);
            }
            finally
            {
                place.Leave();
            }
        });
        return listen;
    }

    /// <summary>
    /// Counts what requests hold before a logon: heads that do not end, bodies that were not asked for. Put it behind TLS.
    /// </summary>
    /// <param name="listen">The endpoint.</param>
    public static ListenOptions UseByteCount(this ListenOptions listen)
    {
        listen.Use(next => connection =>
        {
            if (connection.Features.Get<WsManEntry>() is { } entry)
            {
                entry.Reader = new CountedReader(connection.Transport.Input, entry);
                connection.Transport = new CountedPipe(entry.Reader, connection.Transport.Output);
            }

            return next(connection);
        });
        return listen;
    }

    /// <summary>What the gate needs to know about WS-Management's listeners.</summary>
    /// <param name="most">MaxConnections of winrm/config ([MS-WSMV] 2.2.4.36), over all endpoints; asked for each connection, since
    /// Kestrel's own limit could not be changed while it serves.</param>
    /// <param name="connect">Who may connect at all.</param>
    /// <param name="isTls">Whether TLS is in front.</param>
    public static GatedDoor Door(Func<int> most, ConnectRule connect, bool isTls) =>
        new(Guard.Admission.Door.WsMan, most, connect, isTls ? WsManEntry.SilentTlsCost : WsManEntry.BaseCost);

    /// <summary>
    /// Sets the limits of a server whose HTTP endpoints are WS-Management's. How many connections there may be is the
    /// <see cref="ConnectionGate"/>'s business.
    /// </summary>
    /// <param name="kestrel">The server.</param>
    public static void UseWsManLimits(this KestrelServerOptions kestrel)
    {
        var limits = kestrel.Limits;
        limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        // The handler knows the limit, and answers 413 by itself ([MS-WSMV] 3.1.4.1.20).
        limits.MaxRequestBodySize = null;
        // A proof by NTLM or Kerberos lives as long as its connection: pauses between the commands of a script are no reason to ask for it
        // again.
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(10);
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        // Slower than a modem is an attack.
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.AddServerHeader = false;
    }
}
