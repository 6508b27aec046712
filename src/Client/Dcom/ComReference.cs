using Sekimori.Dcom.References;

namespace Sekimori.Client.Dcom;

/// <summary>A reference to an interface of a remote object. Disposing of it gives its references back.</summary>
/// <typeparam name="T">The interface.</typeparam>
public sealed class ComReference<T> : IAsyncDisposable
    where T : class
{
    private readonly DcomClient _client;

    internal ComReference(DcomClient client, T @interface, StdObjref std) => (_client, Interface, Std) = (client, @interface, std);

    /// <summary>Calls the object.</summary>
    public T Interface { get; }

    /// <summary>What the server said of the reference.</summary>
    public StdObjref Std { get; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _client.ReleaseAsync(Std);
}
