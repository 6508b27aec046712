namespace Sekimori.WsMan.Shell;

/// <summary>
/// One running command. Its output waits in buffers of a bounded size: a command whose output nobody fetches is blocked by its pipe, as on
/// a slow terminal. Reading, writing and signalling may continue concurrently; two readers at a time may not. Disposing of it ends the
/// command with all its descendants.
/// </summary>
public interface IShellCommand : IAsyncDisposable
{
    /// <summary>
    /// How the command ended, 0 to 255, or 128 + the number of the signal that killed it; null until it has ended <em>and</em>
    /// <see cref="TryRead"/> has given the end of both streams.
    /// </summary>
    int? ExitCode { get; }

    /// <summary>Completes once <see cref="TryRead"/> has output, or <see cref="ExitCode"/> is known.</summary>
    /// <param name="cancellationToken">Ends the wait, with <see cref="OperationCanceledException"/>; nothing is lost.</param>
    ValueTask WaitForOutputAsync(CancellationToken cancellationToken);

    /// <summary>Reads the available output, without waiting. Order within a stream is kept.</summary>
    /// <param name="buffer">Where the bytes go; at least 1 byte long.</param>
    /// <param name="read">Which stream, how many bytes, and whether the stream has ended with them.</param>
    /// <returns>False if nothing is there now. Each stream's end is given exactly once.</returns>
    bool TryRead(Span<byte> buffer, out ShellRead read);

    /// <summary>Writes to the command's standard input ([MS-WSMV] 3.1.4.13); waits for what it does not read immediately.</summary>
    /// <param name="data">The bytes; may be empty.</param>
    /// <param name="end">True to close the input after them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ShellRefusedException"><see cref="ShellRefusal.InputClosed"/> where the command no longer reads.</exception>
    ValueTask WriteInputAsync(ReadOnlyMemory<byte> data, bool end, CancellationToken cancellationToken);

    /// <summary>Sends a signal to the command's process group ([MS-WSMV] 3.1.4.12). A command that has ended ignores it.</summary>
    ValueTask SignalAsync(ShellSignal signal, CancellationToken cancellationToken);
}
