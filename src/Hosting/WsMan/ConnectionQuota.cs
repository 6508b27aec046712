using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Sekimori.Hosting.WsMan;

/// <summary>MaxConnections of winrm/config ([MS-WSMV] 2.2.4.36), over all endpoints that share it: what is beyond it is closed before TLS. Kestrel's own limit could not be changed while it serves.</summary>
/// <param name="most">How many connections there may be; asked for each.</param>
public sealed class ConnectionQuota(Func<int> most)
{
    private int _count;

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Puts the quota in front of an endpoint.</summary>
    public void GuardEndpoint(ListenOptions listen) => listen.Use(next => async connection =>
    {
        try
        {
            if (Interlocked.Increment(ref _count) <= most()) await next(connection).ConfigureAwait(false);
            else connection.Abort(new ConnectionAbortedException("The service has MaxConnections connections."));
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    });
}
