using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Sekimori.App.Terminal;
using Sekimori.Client.WsMan;

namespace Sekimori.App.WsMan;

/// <summary>`sekimori shell list` and `shell attach`: disconnected shells, and the commands that run in them.</summary>
internal static class DetachedShells
{
    private static readonly Argument<string> Shell = new("SHELL") { Description = "The shell, as printed by --detach or list." };
    private static readonly Argument<string?> Running = new("COMMAND-ID")
    {
        Description = "The command in the shell; optional if it has only one.", Arity = ArgumentArity.ZeroOrOne
    };

    public static void AddTo(Command group, Argument<string> url)
    {
        group.Subcommands.Add(new Command("list", "List the open shells of this account and their commands.")
        {
            url, StandardOptions.Json
        }.Reaching().Bounded().Does(
            (result, screen, cancellationToken) => ListAsync(result, screen, result.GetRequiredValue(url), cancellationToken)));
        group.Subcommands.Add(
            new Command(
            "attach", "Attach to a command started with --detach: print its output and return its exit code. The shell then ends.")
            {
                url, Shell, Running
            }.Reaching().Does(
            (result, _, cancellationToken) => AttachAsync(result, result.GetRequiredValue(url), cancellationToken)));
    }

    private static async Task<int> ListAsync(ParseResult result, Screen screen, string url, CancellationToken cancellationToken)
    {
        using var client = WsManConnectOptions.Client(result, url);
        await ObjectStream.WriteAsync(
            RowsAsync(client, cancellationToken), screen, ["Shell", "State", "CommandId", "Is", "Command"], hasHeadings: true);
        return ExitCode.Done;
    }

    private static async IAsyncEnumerable<XElement> RowsAsync(WsManClient client, [EnumeratorCancellation]
        CancellationToken cancellationToken)
    {
        await foreach (var shell in client.ListShellsAsync(cancellationToken))
        {
            var (id, state) = (Text(shell, "ShellId"), Text(shell, "State"));
            var commands = await client.ListCommandsAsync(id, cancellationToken);
            foreach (var command in commands.Count > 0 ? commands : [new XElement("Command")])
            {
                yield return new XElement("Row", new XElement("Shell", id), new XElement("State", state),
                    new XElement("CommandId", Text(command, "CommandId")), new XElement("Command", Text(command, "CommandLine")),
                    new XElement("Is", Text(command, "State").Split('/')[^1]));
            }
        }
    }

    private static async Task<int> AttachAsync(ParseResult result, string url, CancellationToken cancellationToken)
    {
        var id = result.GetRequiredValue(Shell);
        using var client = WsManConnectOptions.Client(result, url);
        var running = result.GetValue(Running);
        if (running is null)
        {
            var commands = await client.ListCommandsAsync(id, cancellationToken);
            running = commands is [var only]
                ? Text(only, "CommandId")
                : throw new CommandException(ExitCode.Failed,
                $"the shell has {commands.Count} commands: specify one (sekimori shell list URL)");
        }

        await using var shell = await client.ConnectShellAsync(id, cancellationToken);
        return await RemoteRun.FollowAsync(shell.Command(running), hasInput: true, cancellationToken);
    }

    private static string Text(XElement item, string name) =>
        item.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value ?? "";
}
