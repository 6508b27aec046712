using Sekimori.Linux.Shells;
using Sekimori.WsMan.Shell;

namespace Sekimori.Hosting.Shells;

/// <summary>One open shell of this host.</summary>
internal sealed class LinuxShell(UnixShell shell) : IShell
{
    public int? ProcessId => shell.ProcessId;

    public async ValueTask<IShellCommand> StartAsync(ShellCommandOptions command, CancellationToken cancellationToken)
    {
        // Console input (WINRS_CONSOLEMODE_STDIN) has no counterpart in a shell without a terminal: input is a pipe either way.
        var request = new CommandRequest { Command = command.Command, Arguments = command.Arguments, Direct = command.SkipShell };
        try
        {
            return new LinuxShellCommand(await shell.StartAsync(request, cancellationToken).ConfigureAwait(false));
        }
        catch (ShellException refused)
        {
            throw ShellRefusals.Of(refused);
        }
    }

    public ValueTask DisposeAsync() => shell.DisposeAsync();
}
