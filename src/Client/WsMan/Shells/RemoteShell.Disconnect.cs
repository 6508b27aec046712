using Sekimori.Client.WsMan.Messages;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.WsMan.Shells;

/// <content>Leaving a shell and coming back ([MS-WSMV] 3.1.4.15 to 3.1.4.17). Windows has this for PowerShell's shells only; Sekimori for
/// command shells.</content>
public sealed partial class RemoteShell
{
    /// <summary>Leaves the shell with all that runs in it; the service keeps their output. Disposing does not end it then.</summary>
    /// <param name="idleTimeout">How long it is kept for a returning client; null for the service's own time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task DisconnectAsync(TimeSpan? idleTimeout = null, CancellationToken cancellationToken = default)
    {
        await PostAsync(Actions.Disconnect, "Disconnect", idleTimeout, cancellationToken).ConfigureAwait(false);
        Interlocked.Exchange(ref _isClosed, 1);
    }

    /// <summary>Reconnects after <see cref="DisconnectAsync"/>.</summary>
    public async Task ReconnectAsync(CancellationToken cancellationToken = default)
    {
        await PostAsync(Actions.Reconnect, "Reconnect", null, cancellationToken).ConfigureAwait(false);
        Interlocked.Exchange(ref _isClosed, 0);
    }

    /// <summary>A command that runs in this shell already.</summary>
    /// <param name="id">Its identity.</param>
    public RemoteCommand Command(string id) => new(this, id);

    internal Task ConnectAsync(CancellationToken cancellationToken) => PostAsync(Actions.Connect, "Connect", null, cancellationToken);

    private Task PostAsync(string action, string element, TimeSpan? idleTimeout, CancellationToken cancellationToken)
    {
        var request = new Request(action, Resource)
        {
            Body = xml =>
            {
                xml.WriteStartElement("rsp", element, Namespaces.Shell);
                if (idleTimeout is { } idle) xml.WriteElementString("rsp", "IdleTimeOut", Namespaces.Shell, XsDuration.Format(idle));
                xml.WriteEndElement();
            },
        };
        return _client.ExchangeAsync<object?>(request, static _ => null, null, cancellationToken);
    }
}
