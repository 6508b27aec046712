using System.Buffers;
using System.IO.Pipelines;

namespace Sekimori.Server.Tls;

/// <summary>A connection's input whose first bytes are kept until the handshake has succeeded: what the client offered is in them.</summary>
/// <param name="inner">What is read.</param>
internal sealed class HelloReader(PipeReader inner) : PipeReader
{
    // Suites and names come first; a hello with keys for after the quantum computer has 2 KB.
    private const int Most = 2048;

    private ReadOnlySequence<byte> _buffer;
    private byte[]? _head = [];

    /// <summary>The first bytes; empty where none came, or they were forgotten.</summary>
    public ReadOnlySpan<byte> Head => _head;

    /// <summary>The handshake has succeeded: nobody asks for them any more.</summary>
    public void Forget() => _head = null;

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
            _head = [.. head, .. taken.Slice(0, Math.Min(taken.Length, Most - head.Length)).ToArray()];
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
