using Sekimori.Client.WsMan.Messages;
using Sekimori.Client.WsMan.Shells;

namespace Sekimori.Client.WsMan;

/// <content>Remote shells.</content>
public sealed partial class WsManClient
{
    /// <summary>Opens a shell ([MS-WSMV] 3.1.4.5.2).</summary>
    public async Task<RemoteShell> OpenShellAsync(RemoteShellOptions? options = null, CancellationToken cancellationToken = default)
    {
        var id = await ExchangeAsync(RemoteShell.CreateRequest(options ?? new RemoteShellOptions()), RemoteShell.ReadShellId, null, cancellationToken).ConfigureAwait(false);
        return string.IsNullOrEmpty(id) ? throw Reply.Malformed(Address, "it names no shell that it has opened") : new RemoteShell(this, id);
    }
}
