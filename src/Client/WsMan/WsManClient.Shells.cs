using System.Xml.Linq;
using Sekimori.Client.WsMan.Messages;
using Sekimori.Client.WsMan.Shells;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Shell;

namespace Sekimori.Client.WsMan;

/// <content>Remote shells.</content>
public sealed partial class WsManClient
{
    /// <summary>Opens a shell ([MS-WSMV] 3.1.4.5.2).</summary>
    public async Task<RemoteShell> OpenShellAsync(RemoteShellOptions? options = null, CancellationToken cancellationToken = default)
    {
        var id = await ExchangeAsync(RemoteShell.CreateRequest(options ?? new RemoteShellOptions()), RemoteShell.ReadShellId, null,
            cancellationToken).ConfigureAwait(false);
        return string.IsNullOrEmpty(id)
            ? throw Reply.Malformed(Address, "it does not name the shell that it opened")
            : new RemoteShell(this, id);
    }

    /// <summary>The shells that this account has open at the service ([MS-WSMV] 3.1.4.8.2): elements of rsp:Shell.</summary>
    public IAsyncEnumerable<XElement> ListShellsAsync(CancellationToken cancellationToken = default) =>
        EnumerateElementsAsync(new WsManResource(ShellNames.CommandShell, []), null, cancellationToken);

    /// <summary>The commands that run in a shell, or have ended in it: elements of rsp:Command ([MS-WSMV] 3.1.4.8.2).</summary>
    /// <param name="shell">The shell's identity.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<XElement>> ListCommandsAsync(string shell, CancellationToken cancellationToken = default) =>
        ListElementsAsync(new WsManResource(ShellNames.CommandShell, [new Selector(ShellNames.ShellId, shell)]), null, cancellationToken);

    /// <summary>
    /// Connects to a shell that was disconnected from, by this client or another of the same account ([MS-WSMV] 3.1.4.17).
    /// </summary>
    /// <param name="id">The shell's identity.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<RemoteShell> ConnectShellAsync(string id, CancellationToken cancellationToken = default)
    {
        var shell = new RemoteShell(this, id);
        await shell.ConnectAsync(cancellationToken).ConfigureAwait(false);
        return shell;
    }
}
