using System.CommandLine;
using System.Xml.Linq;
using Sekimori.App.Terminal;
using Sekimori.App.Wmi;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Client.Wmi;
using Sekimori.Client.WsMan;
using Sekimori.Guard;
using Sekimori.WsMan.Schema;

namespace Sekimori.App.WsMan;

/// <summary>The commands of `sekimori wsman` through WMI over DCOM: the same objects, in the form that the other door gives them.</summary>
internal static class WmiDoor
{
    /// <summary>Gets one object.</summary>
    public static Task<int> GetAsync(
        ParseResult result, string address, WsManResource resource, Screen screen, CancellationToken cancellationToken) =>
        RunAsync(result, address, resource, async (client, target) =>
        {
            var path = await PathAsync(client, target, resource, cancellationToken);
            var instance = await client.GetAsync(path, cancellationToken);
            ObjectView.Show(Element(instance, target), screen);
            return ExitCode.Done;
        }, cancellationToken);

    /// <summary>Lists objects.</summary>
    public static Task<int> EnumerateAsync(
        ParseResult result, string address, WsManResource resource, string? wql, IReadOnlyList<string>? columns, Screen screen,
        CancellationToken cancellationToken) =>
        RunAsync(result, address, resource, async (client, target) =>
        {
            var rows = wql is null ? client.EnumerateAsync(target.ClassName, true, cancellationToken)
                : client.QueryAsync(wql, cancellationToken);
            await ObjectStream.WriteAsync(RowProgress.Over(rows.Select(row => Element(row, target)), screen), screen, columns);
            return ExitCode.Done;
        }, cancellationToken);

    /// <summary>Invokes a method.</summary>
    public static Task<int> InvokeAsync(
        ParseResult result, string address, WsManResource resource, string method,
        IReadOnlyList<KeyValuePair<string, CimValue>> arguments, Screen screen, CancellationToken cancellationToken) =>
        RunAsync(result, address, resource, async (client, target) =>
        {
            var path = resource.Selectors.Count == 0 ? target.ClassName : await PathAsync(client, target, resource, cancellationToken);
            var (definition, answer) = await client.InvokeAsync(path, method, arguments, cancellationToken);
            var values = definition.Out.Select((parameter, i) => (parameter.Name, answer.Out[i])).ToList();
            if (!definition.IsVoid) values.Add(("ReturnValue", answer.ReturnValue));
            return ObjectView.ShowResult(Element(definition.Name + "_OUTPUT", values, target), screen);
        }, cancellationToken);

    private static Task<int> RunAsync(
        ParseResult result, string address, WsManResource resource, Func<WmiClient, ResourceUri, Task<int>> work,
        CancellationToken cancellationToken)
    {
        if (!ResourceUri.Matches(resource.Uri))
            throw new CommandException(ExitCode.Failed, $"{resource.Uri} is no class: WMI does not have it, use --door wsman");
        var target = ResourceUri.Parse(resource.Uri, resource.Selectors);
        var uri = WsManAddress.Parse(address);
        if (WsManConnectOptions.BoundToWsMan(result, uri) is { } reason)
            throw new CommandException(ExitCode.Failed, $"--door wmi is no choice with {reason}");
        var host = uri.IdnHost.Trim('[', ']');
        var timeout = WsManConnectOptions.TimeoutOf(result);
        var options = new WmiClientOptions
        {
            Namespace = target.Namespace.Replace('/', '\\'), Level = ProtectionLevel.Privacy, Scheme = WsManCredentials.SchemeOf(result),
            Port = Door.PortOf(result), Timeout = timeout, ConnectTimeout = timeout, MaxRows = WsManConnectOptions.MostItemsOf(result),
        };
        var credential = WsManCredentials.CredentialOf(result, host)
            ?? throw new CommandException(ExitCode.Failed, "WMI needs a logon: specify --user NAME, or --auth kerberos");
        return WmiSession.RunAsync(host, credential, options, client => work(client, target), cancellationToken);
    }

    // Selectors are text; a path has the types of the keys, which the definition knows.
    private static async Task<string> PathAsync(
        WmiClient client, ResourceUri target, WsManResource resource, CancellationToken cancellationToken)
    {
        var @class = await client.GetClassAsync(target.ClassName, cancellationToken);
        var keys = resource.Selectors.Where(selector => !ResourceUri.IsNamespaceSelector(selector.Name))
            .Select(selector => new CimKey(selector.Name, selector.Value)).ToList();
        return PathBinder.Bind(@class, new CimObjectPath(target.ClassName, keys)).ToString();
    }

    // As the other door writes them: in alphabetical order.
    private static XElement Element(CimInstance instance, ResourceUri target) => Element(
        instance.Class.Name,
        instance.Class.Properties.OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase).Select(p => (p.Name, instance[p.Index])), target);

    private static XElement Element(string name, IEnumerable<(string Name, CimValue Value)> values, ResourceUri target)
    {
        var document = new XDocument();
        using (var xml = document.CreateWriter())
        {
            var space = target.UriOf(name);
            xml.WriteStartElement("p", name, space);
            foreach (var (property, value) in values) CimXmlWriter.WriteProperty(xml, "p", property, space, value, target.Prefix, 0);
            xml.WriteEndElement();
        }

        return document.Root!;
    }
}
