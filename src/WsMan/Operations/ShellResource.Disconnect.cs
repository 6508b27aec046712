using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Shell;

namespace Sekimori.WsMan.Operations;

/// <content>
/// Disconnect, Reconnect and Connect ([MS-WSMV] 3.1.4.15 to 3.1.4.17). Windows has them for PowerShell's shells only; here they work for
/// command shells as well. Output is kept as the host keeps it: in buffers of a bounded size, and a command that fills them waits
/// (BufferMode Block); or it is read and forgotten (Drop).
/// </content>
internal sealed partial class ShellResource
{
    private ValueTask Disconnect(WsManRequest request)
    {
        var shell = Living(request);
        var body = request.BodyAs<DisconnectBody>();
        var most = IdleLimit(request.Settings);
        shell.Disconnect(body.IdleTimeout is { } asked && asked > most ? most : body.IdleTimeout, body.BufferMode);
        WriteEmpty(request, "DisconnectResponse");
        return ValueTask.CompletedTask;
    }

    private async ValueTask ReconnectAsync(WsManRequest request, string element, bool mustBeDisconnected)
    {
        var shell = Living(request);
        if (mustBeDisconnected && !shell.IsDisconnected)
            throw new WsManFaultException(Fault.Internal("A client is connected to the shell."));
        shell.BeginUse();
        try
        {
            await shell.ReconnectAsync().ConfigureAwait(false);
        }
        finally
        {
            shell.EndUse(time.GetUtcNow());
        }
        WriteEmpty(request, element);
    }

    // [MS-WSMV] 3.1.4.1.31.7: a shell that nobody is connected to accepts only Disconnect, Reconnect, Connect and Delete.
    private static Fault Disconnected() =>
        Fault.Internal("No client is connected to the shell: send Reconnect or Connect first.", WsManErrors.ShellDisconnected);
}
