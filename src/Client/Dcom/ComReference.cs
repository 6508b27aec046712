using Sekimori.Dcom;
using Sekimori.Dcom.References;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Client.Dcom;

/// <summary>A reference to an interface of a remote object. Disposing of it gives its references back.</summary>
/// <typeparam name="T">The interface.</typeparam>
public sealed class ComReference<T> : IAsyncDisposable
    where T : class
{
    private readonly DcomClient _client;

    private readonly ReasonChannel _channel;

    internal ComReference(DcomClient client, T @interface, ReasonChannel channel, StdObjref std) =>
        (_client, Interface, _channel, Std) = (client, @interface, channel, std);

    /// <summary>Calls the object.</summary>
    public T Interface { get; }

    internal StdObjref Std { get; }

    /// <summary>Why the last call failed, if the server says so; of no use where calls overlap.</summary>
    internal OrpcExtent? Reason => _channel.Reason;

    /// <summary>Another interface of the object.</summary>
    /// <typeparam name="TOther">The interface.</typeparam>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ComException">The object does not have it.</exception>
    public Task<ComReference<TOther>> QueryAsync<TOther>(CancellationToken cancellationToken = default)
        where TOther : class, IRpcInterface<TOther> => _client.QueryAsync<TOther>(Std, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _client.ReleaseAsync(Std);
}
