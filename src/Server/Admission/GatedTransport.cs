using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Sekimori.Server.Admission;

/// <summary>Kestrel's socket transport with admission: each connection has a place, as a feature.</summary>
internal sealed class GatedTransport(IConnectionListenerFactory inner, ConnectionGate gate, GatedDoor door)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new GatedListener(await inner.BindAsync(endpoint, cancellationToken).ConfigureAwait(false), gate, door);

    public bool CanBind(EndPoint endpoint) => (inner as IConnectionListenerFactorySelector)?.CanBind(endpoint) != false;
}
