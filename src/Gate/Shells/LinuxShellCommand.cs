using Sekimori.Linux.Shells;
using Sekimori.WsMan.Shell;

namespace Sekimori.Gate.Shells;

/// <summary>One running command of this host.</summary>
internal sealed class LinuxShellCommand(UnixCommand command) : IShellCommand
{
    public int? ExitCode => command.ExitCode;

    public ValueTask WaitForOutputAsync(CancellationToken cancellationToken) => command.WaitAsync(cancellationToken);

    public bool TryRead(Span<byte> buffer, out ShellRead read)
    {
        var got = command.TryRead(buffer, out var count, out var isError, out var end);
        read = got ? new ShellRead(isError ? ShellStream.StdErr : ShellStream.StdOut, count, end) : default;
        return got;
    }

    public async ValueTask WriteInputAsync(ReadOnlyMemory<byte> data, bool end, CancellationToken cancellationToken)
    {
        try
        {
            await command.WriteAsync(data, end, cancellationToken).ConfigureAwait(false);
        }
        catch (ShellException refused)
        {
            throw ShellRefusals.Of(refused);
        }
    }

    public async ValueTask SignalAsync(ShellSignal signal, CancellationToken cancellationToken)
    {
        var sent = signal switch
        {
            ShellSignal.CtrlC => command.InterruptAsync(),
            ShellSignal.CtrlBreak => command.BreakAsync(),
            _ => command.TerminateAsync(),
        };
        await sent.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => command.DisposeAsync();
}
