using System.CommandLine;
using Sekimori.App.Terminal;
using Sekimori.App.WsMan;
using static Sekimori.App.Cim.CimOperands;

namespace Sekimori.App.Cim;

/// <summary>`sekimori cim`: the objects of this machine, without the network, or those of a WS-Management service.</summary>
internal static class CimCommands
{
    private static readonly Option<string?> Url = new("--url")
    {
        Description = "Query this WS-Management service instead of this machine.", HelpName = "URL"
    };

    public static void AddTo(RootCommand root)
    {
        var group = new Command("cim", "Query objects and invoke methods on this machine or a WS-Management service.");
        group.Subcommands.Add(new Command("classes", "List the classes.") { Pattern, Namespace, Mof, Url, StandardOptions.Json }.Reaching()
            .Bounded().Does(ClassesAsync));
        group.Subcommands.Add(new Command("class", "Show a class: its properties and methods.")
        {
            ClassName, Namespace, Mof, Url, StandardOptions.Json
        }.Reaching().Does(ClassAsync));
        group.Subcommands.Add(new Command("query", "Run a WQL query.")
        {
            Wql, Namespace, Mof, Url, StandardOptions.Json
        }.Reaching().Bounded().Does(QueryAsync));
        group.Subcommands.Add(new Command("get", "Get one object.")
        {
            ObjectPath, Namespace, Url, StandardOptions.Json
        }.Reaching().Does(GetAsync));
        group.Subcommands.Add(new Command("invoke", "Invoke a method. The exit code is 1 if it returns a value other than 0.")
        {
            ObjectPath, Method, Parameters, Namespace, Url, StandardOptions.Json
        }.Reaching().Does(InvokeAsync));
        root.Subcommands.Add(group);
    }

    private static async Task<int> ClassesAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var (space, pattern, mof) = (result.GetRequiredValue(Namespace), result.GetValue(Pattern), result.GetValue(Mof));
        if (result.GetValue(Url) is { } url)
        {
            using var client = WsManConnectOptions.Client(result, url);
            await RemoteCim.ClassesAsync(client, space, pattern, mof, screen, cancellationToken);
        }
        else
        {
            await LocalCim.ClassesAsync(space, pattern, mof, screen, cancellationToken);
        }

        return ExitCode.Done;
    }

    private static async Task<int> ClassAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var (space, name, mof) = (result.GetRequiredValue(Namespace), result.GetRequiredValue(ClassName), result.GetValue(Mof));
        if (result.GetValue(Url) is { } url)
        {
            using var client = WsManConnectOptions.Client(result, url);
            await RemoteCim.ClassAsync(client, space, name, mof, screen, cancellationToken);
        }
        else
        {
            await LocalCim.ClassAsync(space, name, mof, screen);
        }

        return ExitCode.Done;
    }

    private static async Task<int> QueryAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var (space, query) = (result.GetRequiredValue(Namespace), result.GetRequiredValue(Wql));
        if (result.GetValue(Url) is { } url)
        {
            using var client = WsManConnectOptions.Client(result, url);
            await RemoteCim.QueryAsync(client, space, query, screen, cancellationToken);
        }
        else
        {
            await LocalCim.QueryAsync(space, query, result.GetValue(Mof), screen, cancellationToken);
        }

        return ExitCode.Done;
    }

    private static async Task<int> GetAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var (space, path) = (result.GetRequiredValue(Namespace), result.GetRequiredValue(ObjectPath));
        if (result.GetValue(Url) is { } url)
        {
            using var client = WsManConnectOptions.Client(result, url);
            await RemoteCim.GetAsync(client, space, path, screen, cancellationToken);
        }
        else
        {
            await LocalCim.GetAsync(space, path, screen, cancellationToken);
        }

        return ExitCode.Done;
    }

    private static async Task<int> InvokeAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var (space, path, method) = (result.GetRequiredValue(Namespace), result.GetRequiredValue(ObjectPath),
            result.GetRequiredValue(Method));
        var arguments = LocalObjects.ArgumentsOf(result.GetValue(Parameters) ?? []);
        if (result.GetValue(Url) is not { } url)
            return await LocalCim.InvokeAsync(space, path, method, arguments, screen, cancellationToken);
        using var client = WsManConnectOptions.Client(result, url);
        return await RemoteCim.InvokeAsync(client, space, path, method, arguments, screen, cancellationToken);
    }
}
