using Microsoft.AspNetCore.Connections;

namespace Sekimori.Server.Rpc;

/// <summary>
/// Serves an <see cref="RpcEndpoint"/> on connections of a Kestrel listener: <c>listen.Run(new
/// RpcConnectionHandler(endpoint).OnConnectedAsync)</c>.
/// </summary>
/// <param name="endpoint">The endpoint to serve.</param>
public sealed class RpcConnectionHandler(RpcEndpoint endpoint) : ConnectionHandler
{
    /// <inheritdoc/>
    public override Task OnConnectedAsync(ConnectionContext connection) => endpoint.ServeAsync(connection);
}
