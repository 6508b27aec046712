using System.CommandLine;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Sekimori.App.Terminal;
using Sekimori.Client.WsMan;
using Sekimori.WsMan.Addressing;

namespace Sekimori.App.WsMan;

/// <summary>`sekimori wsman config URL [SETTING=VALUE …]`: winrm/config and its listeners, shown or changed.</summary>
internal static class ConfigCommand
{
    private static readonly Argument<string[]> Settings = new("SETTING=VALUE")
    {
        Description = "Settings to change, named as in the list: MaxEnvelopeSizekb=1024, Service/Auth/Basic=false. Without any, show all.",
        Arity = ArgumentArity.ZeroOrMore
    };

    private static readonly Option<bool> Listeners = new("--listeners")
    {
        Description = "Show the ports that the service listens on (winrm/config/listener)."
    };
    private static readonly Option<string?> Listener = new("--listener")
    {
        Description = "Show one listener, or open or change it: --listener '*+HTTPS' Port=5990 Enabled=true.",
        HelpName = "ADDRESS+TRANSPORT"
    };
    private static readonly Option<bool> Delete = new("--delete") { Description = "Close the listener permanently." };
    private static readonly Option<bool> Mappings = new("--certificates")
    {
        Description = "Show the mappings of client certificates to accounts (winrm/config/service/certmapping)."
    };

    public static Command Make(Argument<string> url) =>
        new Command("config", "Show or change the settings of a service (administrators).")
        {
            url, Settings, Listeners, Listener, Delete, Mappings, StandardOptions.Json
        }.Reaching().Bounded().Does(
            (result, screen, cancellationToken) => RunAsync(result, screen, result.GetRequiredValue(url), cancellationToken));

    private static async Task<int> RunAsync(ParseResult result, Screen screen, string url, CancellationToken cancellationToken)
    {
        var wanted = WsManCommands.PairsOf(result.GetValue(Settings)).ToList();
        var table = result.GetValue(Listeners) ? "winrm/config/listener" : result.GetValue(Mappings) ? "winrm/config/service/certmapping"
            : null;
        var listener = result.GetValue(Listener) is { } name ? ListenerOf(name) : null;
        if (table is not null && (wanted.Count > 0 || listener is not null || (result.GetValue(Listeners) && result.GetValue(Mappings))))
            throw new CommandException(ExitCode.Failed, "specify only one of --listeners, --listener, --certificates and settings");
        if (result.GetValue(Delete) && (listener is null || wanted.Count > 0))
            throw new CommandException(ExitCode.Failed, "--delete requires --listener without settings");
        using var client = WsManConnectOptions.Client(result, url);
        if (listener is not null) return await ListenAsync(client, listener, wanted, result.GetValue(Delete), screen, cancellationToken);
        if (table is not null) return await ShowAsync(client, WsManResource.Parse(table), screen, cancellationToken);
        var config = await client.GetElementAsync(WsManResource.Config, cancellationToken);
        foreach (var (path, value) in wanted)
            (Find(config, path) ?? throw new CommandException(
                ExitCode.Failed, $"the service has no setting '{Printable.Of(path)}'")).Value = value;
        if (wanted.Count > 0)
            config = await client.PutAsync(WsManResource.Config, config, cancellationToken)
                ?? await client.GetElementAsync(WsManResource.Config, cancellationToken);
        if (screen.IsJson) screen.Json(ObjectView.Json(config), WsManJson.Default.JsonNode);
        else screen.Write(Flat(config, new Table("SETTING", "VALUE"), ""));
        return ExitCode.Done;
    }

    private static async Task<int> ShowAsync(WsManClient client, WsManResource table, Screen screen, CancellationToken cancellationToken)
    {
        var rows = await client.ListElementsAsync(table, null, cancellationToken);
        if (screen.IsJson) screen.Json(new JsonArray([.. rows.Select(row => (JsonNode)ObjectView.Json(row))]), WsManJson.Default.JsonNode);
        else if (rows.Count > 0)
            screen.Write(ObjectView.Rows(rows, [.. rows.SelectMany(row => row.Elements()).Select(e => e.Name.LocalName).Distinct()]));
        return ExitCode.Done;
    }

    private static async Task<int> ListenAsync(
        WsManClient client, WsManResource listener, List<KeyValuePair<string, string>> wanted, bool isEnd, Screen screen,
        CancellationToken cancellationToken)
    {
        if (isEnd)
        {
            await client.DeleteAsync(listener, cancellationToken);
            return ExitCode.Done;
        }

        if (wanted.Count > 0 && !await IsThereAsync(client, listener, cancellationToken))
            await client.CreateAsync(WsManResource.Parse(listener.Uri),
                [.. listener.Selectors.Select(s => new KeyValuePair<string, string?>(s.Name, s.Value)),
                .. wanted.Select(w => new KeyValuePair<string, string?>(w.Key, w.Value))], cancellationToken);
        else if (wanted.Count > 0)
        {
            // A listener that moves is not queried again at its old place: its answer describes it.
            var changed = await client.PutAsync(
                listener, ChangeCommands.With(await client.GetElementAsync(listener, cancellationToken), wanted), cancellationToken);
            if (changed is not null)
            {
                ObjectView.Show(changed, screen);
                return ExitCode.Done;
            }
        }

        ObjectView.Show(await client.GetElementAsync(listener, cancellationToken), screen);
        return ExitCode.Done;
    }

    private static async Task<bool> IsThereAsync(WsManClient client, WsManResource listener, CancellationToken cancellationToken)
    {
        await foreach (var row in client.EnumerateElementsAsync(
            listener with { Selectors = [] }, new EnumerateOptions(), cancellationToken))
        {
            if (listener.Selectors.All(key => row.Elements()
                .Any(e => e.Name.LocalName == key.Name && e.Value.Equals(key.Value, StringComparison.OrdinalIgnoreCase)))) return true;
        }

        return false;
    }

    // winrm writes Address=*+Transport=HTTPS.
    private static WsManResource ListenerOf(string name)
    {
        var plus = name.LastIndexOf('+');
        if (plus <= 0)
            throw new CommandException(ExitCode.Failed,
                $"'{Printable.Of(name)}' is not ADDRESS+TRANSPORT, such as *+HTTPS or IP:10.0.0.1+HTTP");
        return WsManResource.Parse("winrm/config/listener", new Selector("Address", After(name[..plus], "Address=")),
            new Selector("Transport", After(name[(plus + 1)..], "Transport=")));
    }

    private static string After(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? text[prefix.Length..] : text;

    private static XElement? Find(XElement section, string path)
    {
        var found = path.Split('/').Aggregate((XElement?)section, (at, name) =>
            at?.Elements().FirstOrDefault(e => e.Name.LocalName.Equals(name, StringComparison.OrdinalIgnoreCase)));
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
