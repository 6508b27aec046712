using System.Net;
using Microsoft.Extensions.Logging;
using Sekimori.Server.Listening;

namespace Sekimori.Server.Admission;

/// <summary>
/// Writes a line for each connection that was closed immediately, limited so that a flood of connections does not become a flood of lines.
/// Thread-safe.
/// </summary>
internal sealed class RefusalLog(ILogger<RefusalLog> logger, TimeProvider clock)
{
    private readonly LineRate rate = new(clock);

    /// <summary>A connection was closed because its address is not allowed.</summary>
    /// <param name="remote">The address of the peer.</param>
    /// <param name="local">The local address.</param>
    public void Write(EndPoint? remote, EndPoint? local)
    {
        if (!rate.MayWrite(out var skipped))
            return;
        if (skipped > 0)
            logger.MoreAddressesRefused(skipped);
        logger.AddressRefused(PlainEndPoint.Of(remote) ?? remote, PlainEndPoint.Of(local) ?? local);
    }
}
