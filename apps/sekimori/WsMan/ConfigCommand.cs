using System.CommandLine;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Sekimori.App.Terminal;
using Sekimori.Client.WsMan;

namespace Sekimori.App.WsMan;

/// <summary>`sekimori wsman config URL [SETTING=VALUE …]`: winrm/config, shown or changed.</summary>
internal static class ConfigCommand
{
    private static readonly Argument<string[]> Settings = new("SETTING=VALUE") { Description = "Settings to change, as the list shows them: MaxEnvelopeSizekb=1024, Service/Auth/Basic=false. Without any, all are shown.", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<bool> Listeners = new("--listeners") { Description = "Show the ports that the service listens on (winrm/config/listener)." };
    private static readonly Option<bool> Mappings = new("--certificates") { Description = "Show which client certificates are which account (winrm/config/service/certmapping)." };

    public static Command Make(Argument<string> url) =>
        new Command("config", "Show or change the settings of a service (administrators).") { url, Settings, Listeners, Mappings, StandardOptions.Json }.Reaching().Does(
            (result, screen, cancellationToken) => RunAsync(result, screen, result.GetRequiredValue(url), cancellationToken));

    private static async Task<int> RunAsync(ParseResult result, Screen screen, string url, CancellationToken cancellationToken)
    {
        var wanted = WsManCommands.PairsOf(result.GetValue(Settings)).ToList();
        var table = result.GetValue(Listeners) ? "winrm/config/listener" : result.GetValue(Mappings) ? "winrm/config/service/certmapping" : null;
        if (table is not null && (wanted.Count > 0 || (result.GetValue(Listeners) && result.GetValue(Mappings))))
            throw new CommandException(ExitCode.Failed, "--listeners, --certificates and settings: one of them at a time");
        using var client = WsManConnectOptions.Client(result, url);
        if (table is not null) return await ShowAsync(client, WsManResource.Parse(table), screen, cancellationToken);
        var config = await client.GetAsync(WsManResource.Config, cancellationToken);
        foreach (var (path, value) in wanted)
            (Find(config, path) ?? throw new CommandException(ExitCode.Failed, $"the service has no setting '{Printable.Of(path)}'")).Value = value;
        if (wanted.Count > 0) config = await client.PutAsync(WsManResource.Config, config, cancellationToken) ?? await client.GetAsync(WsManResource.Config, cancellationToken);
        if (screen.WantsJson) screen.Json(ObjectView.Json(config), WsManJson.Default.JsonNode);
        else screen.Write(Flat(config, new Table("SETTING", "VALUE"), ""));
        return ExitCode.Done;
    }

    private static async Task<int> ShowAsync(WsManClient client, WsManResource table, Screen screen, CancellationToken cancellationToken)
    {
        var rows = new List<XElement>();
        await foreach (var row in client.EnumerateAsync(table, new EnumerateOptions(), cancellationToken)) rows.Add(row);
        if (screen.WantsJson) screen.Json(new JsonArray([.. rows.Select(row => (JsonNode)ObjectView.Json(row))]), WsManJson.Default.JsonNode);
        else if (rows.Count > 0) screen.Write(ObjectView.Rows(rows, [.. rows.SelectMany(row => row.Elements()).Select(e => e.Name.LocalName).Distinct()]));
        return ExitCode.Done;
    }

    private static XElement? Find(XElement section, string path)
    {
        var found = path.Split('/').Aggregate((XElement?)section, (at, name) => at?.Elements().FirstOrDefault(e => e.Name.LocalName.Equals(name, StringComparison.OrdinalIgnoreCase)));
        return found is { HasElements: false } ? found : null;
    }

    private static Table Flat(XElement section, Table table, string prefix)
    {
        foreach (var element in section.Elements())
        {
            if (element.HasElements) Flat(element, table, prefix + element.Name.LocalName + "/");
            else table.Add(prefix + element.Name.LocalName, element.Value);
        }

        return table;
    }
}
