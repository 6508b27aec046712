using System.Buffers;
using System.IO.Pipelines;

namespace Sekimori.Server.WsMan;

/// <summary>
/// What Kestrel reads of a connection, counted until a caller has logged on. The head of a request is counted as a whole, since Kestrel
/// keeps its headers as strings; of a body, only what waits to be read. Afterwards nothing is checked.
/// </summary>
/// <param name="inner">What is read.</param>
/// <param name="entry">Whose it is.</param>
internal sealed class CountedReader(PipeReader inner, WsManEntry entry) : PipeReader
{
    // A character of a header is a byte on the wire and two in a string.
    private const int StringFactor = 2;

    // The block in which bytes arrive is part of what a connection costs.
    private const int Free = 4096;

    private readonly Lock _gate = new();
    private ReadOnlySequence<byte> _buffer;
    private long _head, _bodyLeft;
    private bool _isAnswering;
    private int _held;

    /// <summary>A request's head is whole and is answered; what follows is its body.</summary>
    /// <param name="bodyLength">The length of its body; null if that is not said.</param>
    public void BeginAnswer(long? bodyLength)
    {
        lock (_gate) (_isAnswering, _bodyLeft) = (true, bodyLength ?? 0);
    }

    /// <summary>The request is answered. What it sends of its body nevertheless is read and dropped; then comes the next head.</summary>
    public void EndAnswer()
    {
        lock (_gate)
        {
            (_isAnswering, _head) = (false, 0);
            Hold(0);
        }
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var read = inner.ReadAsync(cancellationToken);
        if (entry.IsLoggedOn) return read;
        return read.IsCompletedSuccessfully ? new(Count(read.Result)) : CountAsync(read);
    }

    public override bool TryRead(out ReadResult result)
    {
        if (!inner.TryRead(out result)) return false;
        if (!entry.IsLoggedOn) Count(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (!_buffer.IsEmpty) Consume(_buffer.Slice(0, consumed).Length);
        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    private async ValueTask<ReadResult> CountAsync(ValueTask<ReadResult> read) => Count(await read.ConfigureAwait(false));

    private ReadResult Count(ReadResult read)
    {
        lock (_gate)
        {
            _buffer = read.Buffer;
            Hold(_head * StringFactor + _buffer.Length);
        }

        return read;
    }

    private void Consume(long count)
    {
        lock (_gate)
        {
            var left = _buffer.Length - count;
            _buffer = default;
            var ofBody = Math.Min(count, _bodyLeft);
            _bodyLeft -= ofBody;
            // Chunks of a body without a length cannot be distinguished from a head once the answer is sent.
            if (!_isAnswering) _head += count - ofBody;
            Hold(_head * StringFactor + left);
        }
    }

    private void Hold(long bytes)
    {
        var now = (int)Math.Max(0, bytes - Free);
        if (now == _held) return;
        if (now < _held) entry.Release(_held - now);
        else if (!entry.TryHold(now - _held)) return;
        _held = now;
    }
}
