using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Sekimori.Guard;
using Sekimori.Observations;

namespace Sekimori.Gate.Guarding;

/// <summary>The guard's first point, before an endpoint of Kestrel: before TLS and every protocol.</summary>
internal static class GuardMiddleware
{
    /// <summary>
    /// Closes the connections that the policy denies. Call it after admission and before anything else is added to
    /// <paramref name="listen"/>.
    /// </summary>
    /// <param name="listen">The endpoint.</param>
    /// <param name="guard">The guard.</param>
    /// <param name="transport"><see cref="Transport.Http"/> or <see cref="Transport.Https"/>.</param>
    public static ListenOptions UseGuard(this ListenOptions listen, LiveGuard guard, Transport transport)
    {
        listen.Use(next => async connection =>
        {
            var at = GuardedConnection.Of(connection.RemoteEndPoint as IPEndPoint, connection.LocalEndPoint as IPEndPoint, transport);
            var isAdmitted = guard.Connect(at, out var auditDurable);
            await auditDurable.ConfigureAwait(false);
            if (isAdmitted)
            {
                connection.Items[typeof(GuardedConnection)] = at;
                await next(connection).ConfigureAwait(false);
            }
            else
                connection.Abort(new ConnectionAbortedException("address denied by policy"));
        });
        return listen;
    }
}
