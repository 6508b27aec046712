using Sekimori.Linux.Shells;
using Sekimori.WsMan.Shell;

namespace Sekimori.Gate.Shells;

/// <summary>One open shell of this host.</summary>
/// <param name="shell">The shell.</param>
/// <param name="refused">Called with the reason why a command is not start for need of resources.</param>
internal sealed class LinuxShell(UnixShell shell, Action<string>? refused) : IShell
{
    public int? ProcessId => shell.ProcessId;

    public Task OutOfMemory => shell.OutOfMemory;

    public int? CountProcesses() => shell.Measure().Processes;

    public void LimitMemory(long? bytes) => shell.MemoryLimit = bytes;

    public async ValueTask<IShellCommand> StartAsync(ShellCommandOptions command, CancellationToken cancellationToken)
    {
        // WinRM makes one line of the command and its arguments, as CreateProcess takes it; clients rely on that: pywinrm puts all its
        // arguments into one element. So quotes are the client's business, and a line for a shell is read by the shell whole.
        var line = string.Join(' ', [command.Command, .. command.Arguments]);
        // Console input (WINRS_CONSOLEMODE_STDIN) has no counterpart in a shell without a terminal: input is a pipe either way.
        var request = new CommandRequest { Command = line, Direct = command.SkipShell };
        try
        {
            return new LinuxShellCommand(await shell.StartAsync(request, cancellationToken).ConfigureAwait(false));
        }
        catch (ShellException fact)
        {
            if (fact.Fact == ShellFact.NoResources) refused?.Invoke(fact.Message);
            throw ShellRefusals.Of(fact);
        }
    }

    public ValueTask DisposeAsync() => shell.DisposeAsync();
}
