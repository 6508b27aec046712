using Sekimori.Guard;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <summary>
/// winrm/config: the service's settings, for administrators ([MS-WSMV] 3.1.4.1.29). A Put is in effect for the next request.
/// </summary>
internal sealed class ConfigResource(WsManSettingsStore settings) : IResource
{
    public IEnumerable<ResourceName> Names => [Namespaces.Config, ResourceName.Below(Namespaces.Config + "/")];

    public void Read(in BodySource source)
    {
        if (source.Headers.Action == Actions.Put) ConfigBody.Read(source, PathOf(source.Headers.ResourceUri));
    }

    public Role RequiredRole(WsManRequest request) => Role.Administrator;

    public ValueTask RespondAsync(WsManRequest request)
    {
        RequestOptions.Check(request);
        if (request.Headers.Fragment is not null)
            throw new WsManFaultException(Fault.FragmentsNotSupported("The configuration has no fragments."));
        var path = PathOf(request.Headers.ResourceUri);
        ConfigWriter.Find(path);
        switch (request.Headers.Action)
        {
            case Actions.Get:
                break;
            case Actions.Put:
                var changes = request.BodyAs<ConfigBody>().Changes;
                settings.Change(current => ConfigReader.Apply(current, changes));
                break;
            default:
                throw new WsManFaultException(Fault.ActionNotSupported(request.Headers.Action));
        }
        request.BeginReply();
        ConfigWriter.Write(request.Reply.Xml, path, settings.Current);
        return ValueTask.CompletedTask;
    }

    private static string PathOf(string uri) =>
        uri.Length == Namespaces.Config.Length ? "" : uri[(Namespaces.Config.Length + 1)..].ToLowerInvariant();
}
