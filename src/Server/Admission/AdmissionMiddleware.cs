using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Sekimori.Guard.Connect;

namespace Sekimori.Server.Admission;

/// <summary>
/// Closes the connections that the allow list denies, before a byte of them is read. It is before TLS and every protocol.
/// </summary>
internal static class AdmissionMiddleware
{
    /// <summary>
    /// Adds the guard's first point to this endpoint. Call it before anything else is added to <paramref name="listen"/>.
    /// </summary>
    /// <param name="listen">The endpoint.</param>
    /// <param name="rule">Who is allowed.</param>
    /// <param name="refusals">Writes who was not.</param>
    /// <param name="told">Called for each denied peer with client and local address; may be null.</param>
    public static ListenOptions UseAdmission(
        this ListenOptions listen, ConnectRule rule, RefusalLog refusals, Func<IPEndPoint?, IPEndPoint?, ValueTask>? told = null)
    {
        listen.Use(next => connection =>
        {
            var remote = (connection.RemoteEndPoint as IPEndPoint)?.Address;
            if (rule.Evaluate(remote) == ConnectVerdict.Admitted)
                return next(connection);
            refusals.Write(connection.RemoteEndPoint, connection.LocalEndPoint);
            connection.Abort(new ConnectionAbortedException("not on the allow list"));
            return told is null
                ? Task.CompletedTask
                : told(connection.RemoteEndPoint as IPEndPoint, connection.LocalEndPoint as IPEndPoint).AsTask();
        });
        return listen;
    }
}
