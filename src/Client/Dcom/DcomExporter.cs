using Sekimori.Client.Rpc;
using Sekimori.Dcom.Remote;
using Sekimori.Rpc;
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

    /// <summary>A Remote Unknown whose answers nobody waits for; null if it is not bound, or its connection has ended.</summary>
    public async ValueTask<IRemUnknown?> TryPostAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _channels.TryGetValue(IRemUnknown.Info.Id.Uuid, out var known) && !known.Client.IsOver
                ? new RemUnknownClient(new PostingChannel(known), remUnknown)
                : null;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The channel of an interface; a new one where its connection has ended.</summary>
    /// <param name="definition">The interface.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="next">Interfaces that will be called next: those that the server has are bound with it.</param>
    public async ValueTask<RpcChannel> BindAsync(
        RpcInterfaceInfo definition, CancellationToken cancellationToken, params IReadOnlyList<RpcInterfaceInfo> next)
    {
        var id = definition.Id;
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_channels.TryGetValue(id.Uuid, out var known) && !known.Client.IsOver) return known;
            SyntaxId[] wanted = [id, .. next.Select(one => one.Id).Where(one => one != id)];
            var found = await connection.BindAsync(wanted, cancellationToken).ConfigureAwait(false);
            // Some servers know an interface only once they have an object with it: it is asked for again when it is needed.
            for (var i = 0; i < wanted.Length; i++)
                if (found[i] is { } channel) _channels[wanted[i].Uuid] = channel;
            return found[0]!;
        }
        finally
        {
            _gate.Release();
        }
    }
}
