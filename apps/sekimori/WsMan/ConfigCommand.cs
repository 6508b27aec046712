using System.CommandLine;
using System.Xml.Linq;
using Sekimori.App.Terminal;
using Sekimori.Client.WsMan;

namespace Sekimori.App.WsMan;

/// <summary>`sekimori wsman config URL [SETTING=VALUE …]`: winrm/config, shown or changed.</summary>
internal static class ConfigCommand
{
    private static readonly Argument<string[]> Settings = new("SETTING=VALUE") { Description = "Settings to change, as the list shows them: MaxEnvelopeSizekb=1024, Service/Auth/Basic=false. Without any, all are shown.", Arity = ArgumentArity.ZeroOrMore };

    public static Command Make(Argument<string> url) =>
        new Command("config", "Show or change the settings of a service (administrators).") { url, Settings, StandardOptions.Json }.Reaching().Does(
            (result, screen, cancellationToken) => RunAsync(result, screen, result.GetRequiredValue(url), cancellationToken));

    private static async Task<int> RunAsync(ParseResult result, Screen screen, string url, CancellationToken cancellationToken)
    {
        var wanted = WsManCommands.PairsOf(result.GetValue(Settings)).ToList();
        using var client = WsManConnectOptions.Client(result, url);
        var config = await client.GetAsync(WsManResource.Config, cancellationToken);
        foreach (var (path, value) in wanted)
            (Find(config, path) ?? throw new CommandException(ExitCode.Failed, $"the service has no setting '{Printable.Of(path)}'")).Value = value;
        if (wanted.Count > 0) config = await client.PutAsync(WsManResource.Config, config, cancellationToken) ?? await client.GetAsync(WsManResource.Config, cancellationToken);
        if (screen.WantsJson) screen.Json(ObjectView.Json(config), WsManJson.Default.JsonNode);
        else screen.Write(Flat(config, new Table("SETTING", "VALUE"), ""));
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
