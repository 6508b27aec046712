using System.IO.Pipes;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;

namespace Sekimori.Linux.Shells;

/// <summary>
/// The input of a command. A few writes wait in a queue, then the writer waits: a write is accepted completely or, when its wait is
/// cancelled, not at all.
/// </summary>
internal sealed class CommandInput : IDisposable
{
    /// <summary>With envelopes of 500 KiB at most 2 MB wait for one command.</summary>
    private const int MaxWaiting = 4;

    private readonly AnonymousPipeClientStream _pipe;
    private readonly Channel<ReadOnlyMemory<byte>> _waiting =
        Channel.CreateBounded<ReadOnlyMemory<byte>>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();

    /// <param name="pipe">The writing end.</param>
    internal CommandInput(SafePipeHandle pipe)
    {
        _pipe = new AnonymousPipeClientStream(PipeDirection.Out, pipe);
        _ = PumpAsync();
    }

    /// <summary>Writes, and with <paramref name="end"/> closes the input after it.</summary>
    /// <exception cref="ShellException"><see cref="ShellFact.InputClosed"/>.</exception>
    internal async ValueTask WriteAsync(ReadOnlyMemory<byte> data, bool end, CancellationToken cancellationToken)
    {
        try
        {
            if (data.Length > 0) await _waiting.Writer.WriteAsync(data.ToArray(), cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ShellException(ShellFact.InputClosed, "The command's input is closed.");
        }

        if (end) _waiting.Writer.TryComplete();
    }

    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        _stop.Cancel();
        _pipe.Dispose();
    }

    private async Task PumpAsync()
    {
        try
        {
            await foreach (var data in _waiting.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
                await _pipe.WriteAsync(data, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The command has closed its input or has ended: the next writer gets the error.
            _waiting.Writer.TryComplete();
        }

        await _pipe.DisposeAsync().ConfigureAwait(false);
    }
}
