using System.Buffers;
using System.IO.Pipelines;
using Sekimori.Guard.Admission;

namespace Sekimori.Server.Tls;

/// <summary>
/// A connection's input whose first bytes are kept until the handshake has succeeded: what the client offered is in them.
/// </summary>
/// <param name="inner">What is read.</param>
/// <param name="meter">Counts what is kept; null to count nothing.</param>
internal sealed class HelloReader(PipeReader inner, IMemoryMeter? meter = null) : PipeReader
{
    // Suites and names come first; a hello with keys for after the quantum computer has 2 KB.
    private const int Most = 2048;

    private ReadOnlySequence<byte> _buffer;
    private byte[]? _head = [];

    /// <summary>The first bytes; empty if none came, or they were forgotten.</summary>
    public ReadOnlySpan<byte> Head => _head;

    /// <summary>Nobody asks for them any more: the handshake has succeeded, or its failure is in the log.</summary>
    public void Forget()
    {
        if (Interlocked.Exchange(ref _head, null) is { Length: > 0 } head) meter?.Release(head.Length);
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var read = inner.ReadAsync(cancellationToken);
        if (_head is null) return read;
        return read.IsCompletedSuccessfully ? new(Keep(read.Result)) : KeepAsync(read);
    }

    public override bool TryRead(out ReadResult result)
    {
        if (!inner.TryRead(out result)) return false;
        Keep(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_head is { Length: < Most } head && !_buffer.IsEmpty)
        {
            var taken = _buffer.Slice(0, consumed);
            taken = taken.Slice(0, Math.Min(taken.Length, Most - head.Length));
            // Nobody has logged on yet: the copy is in the budget as everything else. Over it the connection ends, and what came stays
            // unsaid.
            if (meter?.TryHold((int)taken.Length) != false) _head = [.. head, .. taken.ToArray()];
        }

        _buffer = default;
        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    private async ValueTask<ReadResult> KeepAsync(ValueTask<ReadResult> read) => Keep(await read.ConfigureAwait(false));

    private ReadResult Keep(ReadResult read)
    {
        _buffer = read.Buffer;
        return read;
    }
}
