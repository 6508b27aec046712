using Sekimori.Linux.Shells.Keeper;
using Sekimori.Linux.Shells.Processes;

namespace Sekimori.Linux.Shells;

/// <summary>
/// A running command of a shell: its streams, its signals, its end. Reading, writing and signalling may continue concurrently; two readers
/// may not.
/// </summary>
internal sealed class UnixCommand : IAsyncDisposable
{
    private readonly KeeperLink _link;
    private readonly KeeperTicket _ticket;
    private readonly CommandPipes _pipes;
    private readonly ShellSettings _settings;
    private readonly int _number;
    private readonly Lazy<Task> _end;

    internal UnixCommand(KeeperLink link, KeeperTicket ticket, CommandPipes pipes, int number, ShellSettings settings)
    {
        _link = link;
        _ticket = ticket;
        _pipes = pipes;
        _number = number;
        _settings = settings;
        _end = new Lazy<Task>(EndAsync);
        _ = FinishAsync();
    }

    /// <summary>The number of the command's own process.</summary>
    public int ProcessId => _ticket.Started.Result;

    /// <summary>Completes with the exit code, or 128 + signal, when the command's own process has ended.</summary>
    public Task<int> Exited => _ticket.Exited;

    /// <summary>
    /// The exit code, or 128 + signal; null until the process has ended and <see cref="TryRead"/> has given the end of both streams.
    /// </summary>
    public int? ExitCode => _pipes.Output.IsDelivered && _pipes.Errors.IsDelivered && Exited.IsCompleted ? Exited.Result : null;

    /// <summary>Completes once <see cref="TryRead"/> has output, or <see cref="ExitCode"/> is known.</summary>
    /// <param name="cancellationToken">Ends the wait; nothing is lost.</param>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        var (output, errors) = (_pipes.Output, _pipes.Errors);
        var wait = (output.IsDelivered, errors.IsDelivered) switch
        {
            (false, false) => output.WaitAsync() is { IsCompleted: true }
                ? Task.CompletedTask
                : Task.WhenAny(output.WaitAsync(), errors.WaitAsync()),
            (false, true) => output.WaitAsync(),
            (true, false) => errors.WaitAsync(),
            _ => Exited,
        };
        if (!wait.IsCompleted) await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the available output, without waiting.</summary>
    /// <param name="buffer">Where the bytes go; at least 1 byte long.</param>
    /// <param name="count">How many were put there; 0 only with <paramref name="end"/>.</param>
    /// <param name="isError">True for the error output.</param>
    /// <param name="end">True if the stream has ended with these bytes; given exactly once for each.</param>
    /// <returns>False if there is none at present.</returns>
    public bool TryRead(Span<byte> buffer, out int count, out bool isError, out bool end)
    {
        isError = false;
        if (_pipes.Output.TryTake(buffer, out count, out end)) return true;
        isError = true;
        return _pipes.Errors.TryTake(buffer, out count, out end);
    }

    /// <summary>Writes to the command's input. If the command reads slowly, waits for room.</summary>
    /// <param name="data">The bytes; written whole, or not at all if the wait is cancelled.</param>
    /// <param name="end">True to close the input after them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ShellException"><see cref="ShellFact.InputClosed"/>.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, bool end, CancellationToken cancellationToken) =>
        _pipes.Input.WriteAsync(data, end, cancellationToken);

    /// <summary>Control-C: SIGINT to the process group.</summary>
    public Task InterruptAsync() => _link.SignalAsync(_number, ProcessSignal.Interrupt);

    /// <summary>Control-Break: SIGQUIT to the process group.</summary>
    public Task BreakAsync() => _link.SignalAsync(_number, ProcessSignal.Quit);

    /// <summary>SIGTERM to the process group and, to all that outlives the grace, SIGKILL. Returns when the first is sent.</summary>
    public async Task TerminateAsync()
    {
        await _link.SignalAsync(_number, ProcessSignal.Terminate).ConfigureAwait(false);
        _ = Task.Run(async () =>
        {
            await Task.WhenAny(Exited, Task.Delay(_settings.TerminateGrace)).ConfigureAwait(false);
            await _end.Value.ConfigureAwait(false);
        });
    }

    /// <summary>
    /// Ends the command with all its descendants: SIGTERM first and, after the grace, SIGKILL. Returns when none is left.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (!Exited.IsCompleted)
        {
            await _link.SignalAsync(_number, ProcessSignal.Terminate).ConfigureAwait(false);
            await Task.WhenAny(Exited, Task.Delay(_settings.TerminateGrace)).ConfigureAwait(false);
        }

        await _end.Value.ConfigureAwait(false);
        _pipes.CloseOurs();
    }

    private Task EndAsync() => _link.EndAsync(_number);

    private async Task FinishAsync()
    {
        await Exited.ConfigureAwait(false);
        await Task.Delay(_settings.OutputGrace).ConfigureAwait(false);
        _pipes.Output.Finish();
        _pipes.Errors.Finish();
    }
}
