using System.CommandLine;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Sekimori.App.Terminal;
using Sekimori.App.WsMan;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Client.WsMan;

namespace Sekimori.App.Cim;

/// <summary>`sekimori cim`: the objects of this machine, without any network, or those of a WS-Management service.</summary>
internal static class CimCommands
{
    private static readonly Argument<string?> Pattern = new("PATTERN") { Description = "Only classes whose name matches: % is any text, _ any character.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Argument<string> ClassName = new("CLASS") { Description = "The class, for example Win32_Process." };
    private static readonly Argument<string> Wql = new("QUERY") { Description = "A WQL query: \"select Name, State from Win32_Service where StartMode = 'Auto'\"." };
    private static readonly Argument<string> ObjectPath = new("PATH") { Description = "The object: Win32_LogicalDisk.DeviceID=\"/\", Win32_OperatingSystem=@, or a class for its own methods." };
    private static readonly Argument<string> Method = new("METHOD") { Description = "The method." };
    private static readonly Argument<string[]> Parameters = new("PARAMETER=VALUE") { Description = "The method's input; a name that comes twice is an array.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<string> Namespace = new("--namespace", "-n") { Description = "The namespace (default: root/cimv2).", HelpName = "NAME", DefaultValueFactory = _ => "root/cimv2" };
    private static readonly Option<bool> Mof = new("--mof") { Description = "Write definitions in the Managed Object Format." };
    private static readonly Option<string?> Url = new("--url") { Description = "Ask this WS-Management service instead of this machine.", HelpName = "URL" };

    public static void AddTo(RootCommand root)
    {
        var group = new Command("cim", "Objects of this machine, or of a WS-Management service: classes, queries, methods.");
        group.Subcommands.Add(new Command("classes", "List the classes of this machine.") { Pattern, Namespace, Mof, StandardOptions.Json }.Does(ClassesAsync));
        group.Subcommands.Add(new Command("class", "Show a class of this machine: its properties and methods.") { ClassName, Namespace, Mof, StandardOptions.Json }.Does(ClassAsync));
        group.Subcommands.Add(new Command("query", "Answer a WQL query.") { Wql, Namespace, Mof, Url, StandardOptions.Json }.Reaching().Does(QueryAsync));
        group.Subcommands.Add(new Command("get", "Get one object.") { ObjectPath, Namespace, Url, StandardOptions.Json }.Reaching().Does(GetAsync));
        group.Subcommands.Add(new Command("invoke", "Invoke a method. The exit code is 1 where it returns another value than 0.") { ObjectPath, Method, Parameters, Namespace, Url, StandardOptions.Json }.Reaching().Does(InvokeAsync));
        root.Subcommands.Add(group);
    }

    private static async Task<int> ClassesAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var pattern = result.GetValue(Pattern) ?? "%";
        var query = $"SELECT * FROM meta_class WHERE __CLASS LIKE '{pattern.Replace("'", "\\'", StringComparison.Ordinal)}'";
        var answer = await LocalObjects.AskAsync(manager => manager.QueryAsync(result.GetRequiredValue(Namespace), query, LocalObjects.Caller, cancellationToken));
        ClassView.WriteList(answer.Classes!, screen, result.GetValue(Mof));
        return ExitCode.Done;
    }

    private static async Task<int> ClassAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var c = await LocalObjects.AskAsync(manager => ValueTask.FromResult(manager.GetClass(result.GetRequiredValue(Namespace), result.GetRequiredValue(ClassName), LocalObjects.Caller)));
        ClassView.Write(c, screen, result.GetValue(Mof));
        return ExitCode.Done;
    }

    private static async Task<int> QueryAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var query = result.GetRequiredValue(Wql);
        if (result.GetValue(Url) is { } url)
        {
            using var client = WsManConnectOptions.Client(result, url);
            var items = new List<XElement>();
            await foreach (var item in client.EnumerateAsync(WsManResource.Parse(result.GetRequiredValue(Namespace) + "/*"), new EnumerateOptions { Wql = query }, cancellationToken)) items.Add(item);
            if (screen.WantsJson) screen.Json(new JsonArray([.. items.Select(item => (JsonNode)ObjectView.Json(item))]), WsManJson.Default.JsonNode);
            else if (items.Count > 0) screen.Write(ObjectView.Rows(items, ObjectView.Columns(items)));
            return ExitCode.Done;
        }

        return await LocalObjects.AskAsync(async manager =>
        {
            var answer = await manager.QueryAsync(result.GetRequiredValue(Namespace), query, LocalObjects.Caller, cancellationToken);
            if (answer.Classes is { } classes) ClassView.WriteList(classes, screen, result.GetValue(Mof));
            else await InstanceView.WriteAsync(answer, screen, cancellationToken);
            return ExitCode.Done;
        });
    }

    private static async Task<int> GetAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var path = LocalObjects.PathOf(result.GetRequiredValue(ObjectPath));
        if (result.GetValue(Url) is { } url)
        {
            using var client = WsManConnectOptions.Client(result, url);
            var item = await client.GetAsync(LocalObjects.ResourceOf(result.GetRequiredValue(Namespace), path), cancellationToken);
            if (screen.WantsJson) screen.Json(ObjectView.Json(item), WsManJson.Default.JsonNode);
            else screen.Write(ObjectView.List(item));
            return ExitCode.Done;
        }

        var instance = await LocalObjects.AskAsync(manager => manager.GetAsync(result.GetRequiredValue(Namespace), path, LocalObjects.Caller, cancellationToken));
        InstanceView.Write(instance, screen);
        return ExitCode.Done;
    }

    private static async Task<int> InvokeAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var path = LocalObjects.PathOf(result.GetRequiredValue(ObjectPath));
        var arguments = LocalObjects.ArgumentsOf(result.GetValue(Parameters) ?? []);
        if (result.GetValue(Url) is { } url)
        {
            using var client = WsManConnectOptions.Client(result, url);
            var output = await client.InvokeAsync(LocalObjects.ResourceOf(result.GetRequiredValue(Namespace), path), result.GetRequiredValue(Method),
                [.. arguments.Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value))], cancellationToken);
            if (screen.WantsJson) screen.Json(ObjectView.Json(output), WsManJson.Default.JsonNode);
            else screen.Write(ObjectView.List(output));
            return output.Elements().FirstOrDefault(element => element.Name.LocalName == "ReturnValue")?.Value is null or "0" ? ExitCode.Done : ExitCode.Refused;
        }

        var values = arguments.GroupBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase)
            .Select(group => new KeyValuePair<string, CimValue>(group.Key, group.Count() == 1 ? group.First().Value : CimArray.Of([.. group.Select(pair => pair.Value)]))).ToList();
        var (method, answer) = await LocalObjects.AskAsync(manager => manager.InvokeAsync(result.GetRequiredValue(Namespace), path, result.GetRequiredValue(Method), values, LocalObjects.Caller, cancellationToken));
        InstanceView.Write(method, answer, screen);
        return !answer.ReturnValue.IsNull && answer.ReturnValue.ToString() == "0" ? ExitCode.Done : ExitCode.Refused;
    }
}
