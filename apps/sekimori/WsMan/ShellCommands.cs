using System.CommandLine;
using Sekimori.App.Terminal;
using Sekimori.Client.WsMan;
using Sekimori.Client.WsMan.Shells;

namespace Sekimori.App.WsMan;

/// <summary>
/// `sekimori shell URL -- COMMAND …`: runs a command on another host. Its exit code is the command's; 2 also means that the connection
/// failed.
/// </summary>
internal static class ShellCommands
{
    private static readonly Argument<string[]> Line = new("COMMAND")
    {
        Description =
            "The command and its arguments, after --. A single word is a line for the remote shell; several words reach the command " +
            "unchanged (on a Unix host, or with --direct).", Arity = ArgumentArity.ZeroOrMore
    };
    private static readonly Option<string?> Folder = new("--cwd")
    {
        Description = "The working directory of the command (default: the user's home).", HelpName = "DIR"
    };
    private static readonly Option<string[]> Variables = new("--env")
    {
        Description = "A variable for the command's environment; may be repeated.", HelpName = "NAME=VALUE"
    };
    private static readonly Option<bool> Direct = new("--direct") { Description = "Start the program directly, without a shell." };

    private static readonly Option<bool> Detach = new("--detach")
    {
        Description = "Start the command, leave it running, and print its names for `shell attach` (Sekimori hosts)."
    };

    public static void AddTo(RootCommand root, Argument<string> url)
    {
        var shell = new Command("shell",
            "Run a command on another host, with raw output, input, and its exit code. Without a command, open a login shell on the " +
            "terminal (Unix hosts).") { url, Line, Folder, Variables, Direct, Detach };
        shell.Subcommands.Add(CopyCommand.Make(url));
        DetachedShells.AddTo(shell, url);
        root.Subcommands.Add(shell.Reaching()
            .Does((result, _, cancellationToken) => RunAsync(result, result.GetRequiredValue(url), cancellationToken)));
    }

    private static async Task<int> RunAsync(ParseResult result, string url, CancellationToken interrupted)
    {
        var line = result.GetValue(Line) ?? [];
        if (line.Length == 0 && (Console.IsInputRedirected || Console.IsOutputRedirected))
            throw new CommandException(ExitCode.Failed, "no command, and standard input is not a terminal: sekimori shell URL -- COMMAND");
        using var client = WsManConnectOptions.Client(result, url);
        var options = new RemoteShellOptions
        {
            WorkingDirectory = result.GetValue(Folder), Environment = [.. (result.GetValue(Variables) ?? []).Select(Variable)]
        };
        if (line.Length == 0) return await InteractiveShell.RunAsync(client, options, interrupted);
        var direct = result.GetValue(Direct);
        if (!result.GetValue(Detach)) return await RemoteRun.RunAsync(client, options, line, direct, interrupted);
        await using var shell = await client.OpenShellAsync(options, interrupted);
        var command = await shell.StartAsync(new RemoteCommandOptions(RemoteLine.Of(line, direct)) { Direct = direct }, interrupted);
        await shell.DisconnectAsync(cancellationToken: interrupted);
        Console.WriteLine($"{shell.Id} {command.Id}");
        return ExitCode.Done;
    }

    private static KeyValuePair<string, string> Variable(string text) =>
        RemoteRun.Variable(text) ?? throw new CommandException(ExitCode.Failed, $"--env: '{Printable.Of(text)}' is not NAME=VALUE");
}
