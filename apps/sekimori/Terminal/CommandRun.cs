using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Sekimori.Gate;
using Sekimori.Rpc;

namespace Sekimori.App.Terminal;

/// <summary>Runs a command line: wrong usage is one line and exit code 2, a failure is one line and its exit code.</summary>
internal static class CommandRun
{
    // A server has this long to end its connections and children after SIGTERM or SIGINT; then the process ends anyway.
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(4.5);

    public static async Task<int> InvokeAsync(RootCommand root, string[] args)
    {
        // An argument may start with '@' (a name, a password's file): no response files.
        var result = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Action is ParseErrorAction)
            return Misuse(result);
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TerminationTimeout
        };
        return await result.InvokeAsync(configuration);
    }

    /// <summary>Gives <paramref name="command"/> its action. Exceptions become one line on standard error.</summary>
    public static Command Does(this Command command, Func<ParseResult, Screen, CancellationToken, Task<int>> action)
    {
        command.SetAction(async (result, cancellationToken) =>
        {
            var screen = Screen.OfProcess(result.GetValue(StandardOptions.Json));
            try
            {
                return await action(result, screen, cancellationToken);
            }
            catch (BrokenPipeException)
            {
                return ExitCode.Done;
            }
            catch (Exception failure)
            {
                return Report(failure, screen);
            }
        });
        return command;
    }

    private static int Report(Exception failure, Screen screen)
    {
        var (exitCode, line) = failure switch
        {
            RpcFaultException fault => (ExitCode.Refused, fault.Message),
            GateException gate => (ExitCode.Failed, gate.Message),
            _ => FailureText.Of(failure),
        };
        screen.Complain(line, failure);
        return exitCode;
    }

    private static int Misuse(ParseResult result)
    {
        var command = result.CommandResult.Command;
        if (command.Subcommands.Count > 0 && result.UnmatchedTokens.Count == 0)
        {
            // A group without a command: what it offers is the answer.
            new HelpAction().Invoke(result);
            return ExitCode.Failed;
        }

        var message = result.UnmatchedTokens is [var unknown, ..] ? Unknown(unknown, command) : result.Errors[0].Message.TrimEnd('.');
        Screen.OfProcess(json: false).Complain($"{message} (see: {NameOf(result)} --help)");
        return ExitCode.Failed;
    }

    private static string Unknown(string token, Command command)
    {
        var known = command.Subcommands.Select(c => c.Name).Concat(command.Options.Select(o => o.Name));
        var suggestion = Nearest.To(token, known);
        return $"'{Printable.Of(token)}' is unknown" + (suggestion is null ? "" : $"; did you mean '{suggestion}'?");
    }

    private static string NameOf(ParseResult result)
    {
        var names = new Stack<string>();
        for (var at = result.CommandResult; at is not null; at = at.Parent as System.CommandLine.Parsing.CommandResult)
            names.Push(at.Command is RootCommand ? "sekimori" : at.Command.Name);
        return string.Join(' ', names);
    }
}
