using System.Buffers;

namespace Sekimori.WsMan.Shell;

/// <summary>
/// Output of a command, collected for one ReceiveResponse: runs of bytes, each of one stream, in the order of their arrival.
/// </summary>
internal sealed class OutputCollector(int maxBytes) : IDisposable
{
    // A run of the same stream continues growing; a command that alternates bytewise between streams would otherwise cost an element a
    // byte.
    private const int MaxRuns = 512;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Math.Min(maxBytes, 64 * 1024));
    private int _count;

    /// <summary>The runs.</summary>
    public List<(ShellStream Stream, int Start, int Length)> Runs { get; } = [];

    /// <summary>The streams that have ended.</summary>
    public List<ShellStream> Ended { get; } = [];

    /// <summary>True if nothing has been collected.</summary>
    public bool IsEmpty => Runs.Count == 0 && Ended.Count == 0;

    /// <summary>True if there is no room for more.</summary>
    public bool IsFull => _count >= maxBytes || Runs.Count >= MaxRuns;

    /// <summary>The bytes of a run.</summary>
    public ReadOnlySpan<byte> Bytes(int start, int length) => _bytes.AsSpan(start, length);

    /// <summary>Collects a command's output, as far as there is room.</summary>
    /// <param name="command">The command.</param>
    /// <param name="wanted">Which streams go to the client; the others' bytes are dropped.</param>
    public void Drain(IShellCommand command, Func<ShellStream, bool> wanted)
    {
        while (!IsFull)
        {
            if (_bytes.Length == _count) Grow();
            var room = Math.Min(_bytes.Length, maxBytes) - _count;
            if (!command.TryRead(_bytes.AsSpan(_count, room), out var read)) return;
            if (!wanted(read.Stream)) continue;
            if (read.Count > 0) Append(read.Stream, read.Count);
            if (read.End) Ended.Add(read.Stream);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private void Append(ShellStream stream, int length)
    {
        if (Runs.Count > 0 && Runs[^1].Stream == stream) Runs[^1] = (stream, Runs[^1].Start, Runs[^1].Length + length);
        else Runs.Add((stream, _count, length));
        _count += length;
    }

    // A command that fills the first buffer fills the reply most often.
    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(maxBytes);
        _bytes.AsSpan(0, _count).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
