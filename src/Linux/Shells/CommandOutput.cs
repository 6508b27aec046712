using System.Buffers;
using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;
using Sekimori.Linux.Shells.Native;

namespace Sekimori.Linux.Shells;

/// <summary>
/// One output stream of a command. It holds one buffer, which grows with the flow, and the kernel's pipe after it: a command that nobody
/// reads from blocks. One reader at a time.
/// </summary>
internal sealed class CommandOutput : IDisposable
{
    /// <summary>Most commands print a line or two.</summary>
    private const int FirstBuffer = 4 * 1024;

    /// <summary>Larger reads gain nothing: measured against <c>cat</c> of a large file.</summary>
    private const int LargestBuffer = 128 * 1024;

    private readonly AnonymousPipeClientStream _pipe;
    private readonly SafePipeHandle _handle;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly int _capacity;
    private byte[] _buffer = [];
    private int _start, _end;
    private int _nextSize = FirstBuffer;
    private Task<int>? _read;
    private bool _ended, _delivered, _finishing, _disposed;
    private long _lastBytes;

    /// <param name="pipe">The reading end, which does not block.</param>
    /// <param name="capacity">What the pipe holds, in bytes.</param>
    internal CommandOutput(SafePipeHandle pipe, int capacity)
    {
        _pipe = new AnonymousPipeClientStream(PipeDirection.In, pipe);
        _handle = pipe;
        _capacity = capacity;
    }

    /// <summary>True once <see cref="TryTake"/> has given the end.</summary>
    internal bool IsDelivered => _delivered;

    /// <summary>Completes once <see cref="TryTake"/> has something to give. Never fails.</summary>
    internal Task WaitAsync()
    {
        lock (_lock)
        {
            if (_disposed || _delivered || _ended || _start < _end) return Task.CompletedTask;
            _read ??= ReadAsync();
            if (_finishing && !_read.IsCompleted) _stop.Cancel();
            return _read;
        }
    }

    /// <summary>Takes the available output.</summary>
    /// <returns>False if nothing is available now, or everything was taken. What was closed has ended.</returns>
    internal bool TryTake(Span<byte> destination, out int count, out bool end)
    {
        lock (_lock)
        {
            (count, end) = (0, false);
            if (_delivered) return false;
            // Closed while somebody still reads, as when the shell's keeper was killed: that is an end, too. Whoever waits is told that
            // there is something to take, and would ask for ever.
            if (_disposed) return _delivered = end = true;
            if (_start == _end && !_ended)
            {
                if (TryReadInto(destination, out count)) return true;
                if (!TryFill()) return false;
            }

            count = Math.Min(destination.Length, _end - _start);
            _buffer.AsSpan(_start, count).CopyTo(destination);
            _start += count;
            end = _ended && _start == _end;
            if (_start == _end) Return();
            _delivered = end;
            return true;
        }
    }

    /// <summary>
    /// The command has ended, and others that hold the pipe have had their time: what the pipe holds now is still given, then the stream
    /// ends. What they write later is read and dropped, so that a service left behind is neither blocked nor killed by its own output.
    /// </summary>
    internal void Finish()
    {
        lock (_lock)
        {
            if (_ended || _disposed) return;
            _finishing = true;
            if (_read is { IsCompleted: false }) _stop.Cancel();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed) return;
            _disposed = true;
            _stop.Cancel();
            if (_read is null or { IsCompleted: true }) Return();
        }

        _pipe.Dispose();
    }

    // In a flow, what waits in the pipe goes where it is wanted, past the buffer. The end, and a pipe that is empty, are found the other
    // way.
    private unsafe bool TryReadInto(Span<byte> destination, out int count)
    {
        count = 0;
        if (_read is not null || _finishing || _nextSize == FirstBuffer || destination.Length < LargestBuffer) return false;
        fixed (byte* start = destination) count =
            (int)Math.Max(0, DescriptorCalls.Read((int)_handle.DangerousGetHandle(), start, (nuint)destination.Length));
        return count > 0;
    }

    private bool TryFill()
    {
        _read ??= ReadAsync();
        if (!_read.IsCompleted && _finishing) _stop.Cancel();
        if (!_read.IsCompleted) return false;
        var count = _read.GetAwaiter().GetResult();
        _read = null;
        (_start, _end) = (0, count);
        if (count == _buffer.Length) _nextSize = Math.Min(_nextSize * 2, LargestBuffer);
        // What the pipe held when the command ended is at most its capacity; more comes from another process.
        if (_finishing && (_lastBytes += count) > _capacity) (_end, _ended) = (0, true);
        if (count == 0) _ended = true;
        if (!_ended) return true;
        if (_finishing && !_disposed) _ = DropAsync();
        return true;
    }

    private async Task<int> ReadAsync()
    {
        if (_buffer.Length == 0) _buffer = ArrayPool<byte>.Shared.Rent(_nextSize);
        try
        {
            return await _pipe.ReadAsync(_buffer, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            return 0;
        }
    }

    private async Task DropAsync()
    {
        var dropped = new byte[FirstBuffer];
        try
        {
            while (await _pipe.ReadAsync(dropped).ConfigureAwait(false) > 0)
            {
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The shell is closed: there is nothing left to drop.
        }
    }

    private void Return()
    {
        if (_buffer.Length == 0) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        (_start, _end) = (0, 0);
    }
}
