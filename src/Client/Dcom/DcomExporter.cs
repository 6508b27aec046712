using Sekimori.Client.Rpc;
using Sekimori.Dcom.Remote;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Client.Dcom;

/// <summary>An exporter that a client has objects of.</summary>
/// <param name="connection">The connection to it, at the level that it asks for.</param>
/// <param name="remUnknown">The IPID of its Remote Unknown.</param>
internal sealed class DcomExporter(RpcConnection connection, Guid remUnknown)
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<Guid, RpcChannel> _channels = [];

    public RpcConnection Connection => connection;

    public async ValueTask<IRemUnknown> RemUnknownAsync(CancellationToken cancellationToken) =>
        (await BindAsync<IRemUnknown>(remUnknown, cancellationToken).ConfigureAwait(false)).Client;

    /// <summary>
    /// A client of an object. Each interface has one presentation context, however many objects have it: servers limit contexts.
    /// </summary>
    /// <returns>The client, and what keeps the reason of its last failure.</returns>
    public async ValueTask<(T Client, ReasonChannel Channel)> BindAsync<T>(Guid ipid, CancellationToken cancellationToken)
        where T : class, IRpcInterface<T>
    {
        var channel = new ReasonChannel(await BindAsync(T.Definition, cancellationToken).ConfigureAwait(false));
        return (T.CreateClient(channel, ipid), channel);
    }

    /// <summary>The channel of an interface; a new one where its connection has ended.</summary>
    public async ValueTask<RpcChannel> BindAsync(RpcInterfaceInfo definition, CancellationToken cancellationToken)
    {
        var id = definition.Id;
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_channels.TryGetValue(id.Uuid, out var known) && !known.Client.IsOver) return known;
            return _channels[id.Uuid] = await connection.BindAsync(id, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }
}
