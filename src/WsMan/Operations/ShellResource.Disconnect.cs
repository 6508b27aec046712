using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Shell;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <content>
/// Disconnect, Reconnect and Connect ([MS-WSMV] 3.1.4.15 to 3.1.4.17). Windows has them for PowerShell's shells only; here they work for command shells as well. Output is kept as the host
/// keeps it: in buffers of a bounded size, and a command that fills them waits (BufferMode Block); or it is read and forgotten (Drop).
/// </content>
internal sealed partial class ShellResource
{
    private ValueTask Disconnect(WsManRequest request)
    {
        var shell = Living(request);
        TimeSpan? idle = null;
        string? bufferMode = null;
        if (request.HasBody)
        {
            var reader = request.Body;
            if (!reader.Is("Disconnect", Namespaces.Shell)) throw new WsManFaultException(Fault.SchemaValidation("The body holds no Disconnect."));
            reader.Enter();
            while (reader.NextChild())
            {
                if (reader.IsNamed("IdleTimeOut")) idle = ReadIdleTimeout(reader.ReadText(), request.Settings);
                else if (reader.IsNamed("BufferMode")) bufferMode = ShellBody.ReadBufferMode(reader.ReadText());
                else reader.Skip();
            }
        }
        shell.Disconnect(idle, bufferMode);
        WriteEmpty(request, "DisconnectResponse");
        return ValueTask.CompletedTask;
    }

    private async ValueTask ReconnectAsync(WsManRequest request, string element, bool mustBeDisconnected)
    {
        var shell = Living(request);
        if (mustBeDisconnected && !shell.IsDisconnected) throw new WsManFaultException(Fault.Internal("A client is connected to the shell."));
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

    private static TimeSpan ReadIdleTimeout(string text, WsManSettings settings)
    {
        var most = IdleLimit(settings);
        if (!XsDuration.TryParse(text, out var asked) || asked <= TimeSpan.Zero) throw new WsManFaultException(Fault.InvalidParameter("IdleTimeOut is no duration.", WsManErrors.InvalidParameter));
        return asked < most ? asked : most;
    }

    // [MS-WSMV] 3.1.4.1.31.7: a shell that nobody is connected to takes nothing but Disconnect, Reconnect, Connect and Delete.
    private static Fault Disconnected() => Fault.Internal("No client is connected to the shell: send Reconnect or Connect first.", WsManErrors.ShellDisconnected);
}
