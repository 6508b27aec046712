using System.CommandLine;
using System.Xml.Linq;
using Sekimori.App.Cim;
using Sekimori.App.Terminal;
using Sekimori.Client.WsMan;
using Sekimori.WsMan.Addressing;
using static Sekimori.App.Cim.CimOperands;

namespace Sekimori.App.WsMan;

/// <summary>`sekimori wsman`: queries a WS-Management service, of Windows or another.</summary>
internal static class WsManCommands
{
    private static readonly Argument<string> Url = new("URL")
    {
        Description = "The service: a host, host:port, or https://host:5986/wsman."
    };
    private static readonly Argument<string> Resource = new("RESOURCE")
    {
        Description = "A class (Win32_Process, root/cimv2/Win32_Process), winrm/config, or a resource URI."
    };
    private static readonly Argument<string[]> Keys = new("KEY=VALUE")
    {
        Description = "The keys of the instance.", Arity = ArgumentArity.ZeroOrMore
    };
    private static readonly Option<string[]> Selectors = new("--key")
    {
        Description = "A key of the instance with the method; may be repeated.", HelpName = "KEY=VALUE"
    };
    private static readonly Option<string?> Fragment = new("--fragment")
    {
        Description = "Get only this part, by XPath of level 1: Name, Name[2].", HelpName = "PATH"
    };
    private static readonly Option<string?> Wql = new("--wql")
    {
        Description = "A query instead of all instances: \"select Name from Win32_Process where ProcessId < 100\".", HelpName = "QUERY"
    };
    private static readonly Argument<string> Query = new("QUERY")
    {
        Description = "A WQL query: \"select Name from Win32_Process where ProcessId < 100\"."
    };
    private static readonly Option<string[]> Columns = new("--columns")
    {
        Description = "The properties to show, separated by commas.", HelpName = "NAMES", CustomParser = argument =>
            argument.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
    };
    private static readonly Option<int> Batch = new("--batch")
    {
        Description = "Objects per request (default: 100).", HelpName = "N", DefaultValueFactory = _ => 100
    };

    public static void AddTo(RootCommand root)
    {
        var group = new Command("wsman", "Query objects of a WS-Management service (WinRM), and invoke their methods.");
        group.Subcommands.Add(new Command("identify", "Identify a service. Without --user, no logon is attempted.")
        {
            Url, StandardOptions.Json
        }.Reaching().Does(IdentifyAsync));
        group.Subcommands.Add(new Command("get", "Get one object.")
        {
            Url, Resource, Keys, Fragment, StandardOptions.Json
        }.Reaching().WithDoors().Does(GetAsync));
        group.Subcommands.Add(new Command("enumerate", "List objects, or the results of a query.")
        {
            Url, Resource, Wql, Columns, Batch, StandardOptions.Json
        }.Reaching().Bounded().WithDoors().Does(EnumerateAsync));
        group.Subcommands.Add(new Command("query", "Run a WQL query.")
        {
            Url, Query, Namespace, Columns, Batch, StandardOptions.Json
        }.Reaching().Bounded().WithDoors().Does(QueryAsync));
        group.Subcommands.Add(new Command("invoke", "Invoke a method. The exit code is 1 if it returns a value other than 0.")
        {
            Url, Resource, Method, Parameters, Selectors, StandardOptions.Json
        }.Reaching().WithDoors().Does(InvokeAsync));
        ChangeCommands.AddTo(group, Url, Resource);
        group.Subcommands.Add(ConfigCommand.Make(Url));
        group.Subcommands.Add(PingCommand.Make(Url));
        root.Subcommands.Add(group);
        ShellCommands.AddTo(root, Url);
    }

    private static async Task<int> IdentifyAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        using var client = WsManConnectOptions.Client(result, result.GetRequiredValue(Url));
        var answer = await client.IdentifyAsync(cancellationToken);
        if (screen.IsJson)
        {
            screen.Json(answer, WsManJson.Default.IdentifyAnswer);
            return ExitCode.Done;
        }

        var table = new Table("WHAT", "ANSWER").Add("vendor", answer.ProductVendor).Add("version", answer.ProductVersion)
            .Add("protocol", answer.ProtocolVersion);
        foreach (var profile in answer.SecurityProfiles)
            table.Add(
                "logon",
                profile[(profile.IndexOf("/secprofile/", StringComparison.Ordinal) is var at and >= 0 ? at + "/secprofile/".Length : 0)..]);
        screen.Write(table);
        return ExitCode.Done;
    }

    private static async Task<int> GetAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var resource = WsManResource.Parse(result.GetRequiredValue(Resource), SelectorsOf(result.GetValue(Keys)));
        var url = result.GetRequiredValue(Url);
        if (await Door.IsWmiAsync(result, url, screen, cancellationToken))
            return result.GetValue(Fragment) is null
                ? await WmiDoor.GetAsync(result, url, resource, screen, cancellationToken)
                : throw new CommandException(ExitCode.Failed, "--fragment is a part of WS-Management; leave it out, or use --door wsman");
        using var client = WsManConnectOptions.Client(result, url);
        ObjectView.Show(result.GetValue(Fragment) is { } part
            ? await client.GetFragmentAsync(resource, part, cancellationToken)
            : await client.GetElementAsync(resource, cancellationToken), screen);
        return ExitCode.Done;
    }

    private static async Task<int> EnumerateAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var wql = result.GetValue(Wql);
        var resource = WsManResource.Parse(result.GetRequiredValue(Resource));
        // A query names its class itself: it is sent to all classes of the namespace.
        if (wql is not null) resource = resource with { Uri = resource.Uri[..(resource.Uri.LastIndexOf('/') + 1)] + "*" };
        return await ListAsync(result, resource, wql, screen, cancellationToken);
    }

    private static Task<int> QueryAsync(ParseResult result, Screen screen, CancellationToken cancellationToken) =>
        ListAsync(result, WsManResource.Query(result.GetRequiredValue(Namespace).Replace('\\', '/').Trim('/')),
        result.GetRequiredValue(Query), screen, cancellationToken);

    private static async Task<int> ListAsync(
        ParseResult result, WsManResource resource, string? wql, Screen screen, CancellationToken cancellationToken)
    {
        var batch = result.GetValue(Batch);
        if (batch is < 1 or > 32_000) throw new CommandException(ExitCode.Failed, "--batch must be 1 to 32000");
        var url = result.GetRequiredValue(Url);
        var columns = result.GetValue(Columns) is { Length: > 0 } named ? named : null;
        if (await Door.IsWmiAsync(result, url, screen, cancellationToken))
            return await WmiDoor.EnumerateAsync(result, url, resource, wql, columns, screen, cancellationToken);
        using var client = WsManConnectOptions.Client(result, url);
        var items = client.EnumerateElementsAsync(resource, new EnumerateOptions { Wql = wql, BatchSize = batch }, cancellationToken);
        await ObjectStream.WriteAsync(RowProgress.Over(items, screen), screen, columns);
        return ExitCode.Done;
    }

    private static async Task<int> InvokeAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var resource = WsManResource.Parse(result.GetRequiredValue(Resource), SelectorsOf(result.GetValue(Selectors)));
        var (method, pairs) = (result.GetRequiredValue(Method), PairsOf(result.GetValue(Parameters)));
        var url = result.GetRequiredValue(Url);
        if (await Door.IsWmiAsync(result, url, screen, cancellationToken))
            return await WmiDoor.InvokeAsync(result, url, resource, method, LocalObjects.ValuesOf(pairs), screen, cancellationToken);
        using var client = WsManConnectOptions.Client(result, url);
        var output = await client.InvokeAsync(
            resource, method, [.. pairs.Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value))], cancellationToken);
        return ObjectView.ShowResult(output, screen);
    }

    public static Selector[] SelectorsOf(IEnumerable<string>? texts) =>
        [.. PairsOf(texts).Select(pair => new Selector(pair.Key, pair.Value))];

    public static IReadOnlyList<KeyValuePair<string, string>> PairsOf(IEnumerable<string>? texts) => LocalObjects.ArgumentsOf(texts ?? []);
}
