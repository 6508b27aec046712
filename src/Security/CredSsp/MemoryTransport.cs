namespace Sekimori.Security.CredSsp;

/// <summary>A stream in memory: output of TLS is read from it, input is put into it. A read without input waits for the next put.</summary>
internal sealed class MemoryTransport : Stream
{
    private readonly Lock _gate = new();
    private readonly MemoryStream _out = new();
    private readonly ManualResetEventSlim _waiting = new();
    private byte[] _in = [];
    private int _at;
    private (Memory<byte> Buffer, TaskCompletionSource<int> Done)? _pending;

    /// <summary>Gives bytes to read; a read that waits continues with them, on this thread.</summary>
    public void Put(ReadOnlySpan<byte> bytes)
    {
        (Memory<byte> Buffer, TaskCompletionSource<int> Done)? pending;
        int count;
        lock (_gate)
        {
            _in = [.. _in.AsSpan(_at), .. bytes];
            _at = 0;
            pending = _pending;
            if (pending is null || _in.Length == 0) return;
            _pending = null;
            _waiting.Reset();
            count = Take(pending.Value.Buffer.Span);
        }

        pending.Value.Done.SetResult(count);
    }

    /// <summary>Waits until everything that was put has been read and more is wanted, or <paramref name="task"/> has ended.</summary>
    /// <returns>False if neither happens in time.</returns>
    public bool Settle(Task task, TimeSpan longest)
    {
        // TLS over memory only computes: this completes in milliseconds.
        if (task.IsCompleted || _waiting.IsSet) return true;
        return WaitHandle.WaitAny([_waiting.WaitHandle, ((IAsyncResult)task).AsyncWaitHandle], longest) != WaitHandle.WaitTimeout;
    }

    /// <summary>The output of TLS since the last read.</summary>
    public byte[] TakeWritten()
    {
        lock (_gate)
        {
            var written = _out.ToArray();
            _out.SetLength(0);
            return written;
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (buffer.Length == 0) return new(0);
            if (_at < _in.Length) return new(Take(buffer.Span));
            var done = new TaskCompletionSource<int>();
            _pending = (buffer, done);
            _waiting.Set();
            return new(done.Task);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (_gate) _out.Write(buffer.Span);
        return default;
    }

    private int Take(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _in.Length - _at);
        _in.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("TLS reads asynchronously here");

    public override void Write(byte[] buffer, int offset, int count)
    {
        lock (_gate) _out.Write(buffer, offset, count);
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        (Memory<byte> Buffer, TaskCompletionSource<int> Done)? pending;
        lock (_gate)
        {
            pending = _pending;
            _pending = null;
        }

        pending?.Done.TrySetResult(0);
        base.Dispose(disposing);
    }
}
