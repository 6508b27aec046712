using Sekimori.Client.Rpc;
using Sekimori.Dcom.Remote;

namespace Sekimori.Client.Dcom;

/// <summary>An exporter that a client has objects of.</summary>
/// <param name="connection">The connection to it, at the level that it asks for.</param>
/// <param name="remUnknown">The IPID of its Remote Unknown.</param>
internal sealed class DcomExporter(RpcConnection connection, Guid remUnknown)
{
    private IRemUnknown? _remUnknown;

    public RpcConnection Connection => connection;

    public async ValueTask<IRemUnknown> RemUnknownAsync(CancellationToken cancellationToken) =>
        _remUnknown ??= await connection.BindAsync<IRemUnknown>(remUnknown, cancellationToken).ConfigureAwait(false);
}
