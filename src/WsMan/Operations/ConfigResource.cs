using System.Xml;
using Sekimori.Guard;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <summary>winrm/config: the service's settings, for administrators ([MS-WSMV] 3.1.4.1.29).</summary>
internal sealed class ConfigResource(WsManSettingsStore settings) : IResource
{
    public bool Serves(string resourceUri) =>
        resourceUri.Equals(Namespaces.Config, StringComparison.OrdinalIgnoreCase) || resourceUri.StartsWith(Namespaces.Config + "/", StringComparison.OrdinalIgnoreCase);

    public Role RequiredRole(WsManRequest request) => Role.Administrator;

    public ValueTask RespondAsync(WsManRequest request)
    {
        if (request.Headers.Action != Actions.Get) throw new WsManFaultException(Fault.ActionNotSupported(request.Headers.Action));
        var part = request.Headers.ResourceUri.Length == Namespaces.Config.Length ? "" : request.Headers.ResourceUri[(Namespaces.Config.Length + 1)..].ToLowerInvariant();
        request.BeginReply();
        ConfigWriter.Write(request.Reply.Xml, part, settings.Current);
        return ValueTask.CompletedTask;
    }
}
