using System.Buffers;
using Sekimori.WsMan.Faults;

namespace Sekimori.WsMan.Shell;

/// <summary>A command that a client has started and not yet terminated.</summary>
internal sealed class OpenCommand(Guid id, string line, IShellCommand command) : IAsyncDisposable
{
    private int _receiving;
    private volatile Receiver? _receiver;

    /// <summary>Its identity.</summary>
    public Guid Id { get; } = id;

    /// <summary>The identity as it is written: upper case, as Windows has it.</summary>
    public string IdText { get; } = ShellNames.Format(id);

    /// <summary>The command as the client wrote it, for lists.</summary>
    public string Line { get; } = line;

    /// <summary>The host's command.</summary>
    public IShellCommand Command { get; } = command;

    /// <summary>
    /// True once the client has sent ctrl_c: it no longer counts, and is forgotten a while after it has ended, terminate or not.
    /// </summary>
    public bool IsInterrupted { get; set; }

    /// <summary>True once a reply has carried output of it.</summary>
    public bool HasOutput { get; set; }

    /// <summary>When it was last asked about.</summary>
    public DateTimeOffset LastUsed { get; set; }

    /// <summary>
    /// Lets one Receive in ([MS-WSMV] 3.1.4.14: only one should wait). One that waits for a client that has disconnected is closed for it.
    /// </summary>
    /// <param name="left">Set when the client of this Receive has disconnected.</param>
    /// <param name="deadline">Ends the wait for the other's way out.</param>
    /// <returns>Set when this Receive must be closed.</returns>
    /// <exception cref="WsManFaultException">One waits already.</exception>
    public async ValueTask<CancellationToken> BeginReceiveAsync(CancellationToken left, CancellationToken deadline)
    {
        while (Interlocked.CompareExchange(ref _receiving, 1, 0) != 0)
        {
            if (_receiver is not { } other || !other.Left.IsCancellationRequested)
                throw new WsManFaultException(
                    Fault.Concurrency("A Receive of this command is already waiting.", WsManErrors.ReceiveInProgress));
            await other.Way.CancelAsync().ConfigureAwait(false);
            // It has nothing left to wait for, and may write what it has.
            await other.Gone.Task.WaitAsync(deadline).ConfigureAwait(false);
        }
        if (!left.CanBeCanceled) return default;
        var receiver = new Receiver(left);
        _receiver = receiver;
        return receiver.Way.Token;
    }

    /// <summary>Lets the next Receive in.</summary>
    public void EndReceive()
    {
        var receiver = _receiver;
        _receiver = null;
        Volatile.Write(ref _receiving, 0);
        receiver?.Gone.TrySetResult();
    }

    /// <summary>Reads the command's output, and drops it ([MS-WSMV] 2.2.5.10, Drop).</summary>
    /// <param name="until">Ends it.</param>
    public async Task DropOutputAsync(CancellationToken until)
    {
        // A Receive that waited when the client left is on its way out.
        while (Interlocked.CompareExchange(ref _receiving, 1, 0) != 0)
        {
            if (until.IsCancellationRequested) return;
            await Task.Yield();
        }
        var forgotten = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            while (Command.ExitCode is null && !until.IsCancellationRequested)
            {
                while (Command.TryRead(forgotten, out _)) { }
                if (Command.ExitCode is null) await Command.WaitForOutputAsync(until).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The client is back, or the command has ended with its shell.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(forgotten);
            EndReceive();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Command.DisposeAsync();

    // Who waits, on behalf of a client that may go before it.
    private sealed class Receiver(CancellationToken left)
    {
        public CancellationToken Left => left;

        public CancellationTokenSource Way { get; } = new();

        public TaskCompletionSource Gone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
