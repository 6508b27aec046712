using System.Collections.Immutable;

namespace Sekimori.Rpc.EndpointMap;

/// <summary>A lookup or map that did not fit one answer: the rest. A context handle of the association group refers to it.</summary>
internal sealed class Search(ImmutableArray<EndpointEntry> found, OpenSearches open) : IDisposable
{
    private int _given;
    private int _isDone;

    /// <summary>The next elements.</summary>
    /// <param name="count">Most that are wanted.</param>
    /// <param name="isLast">True if none are left after them.</param>
    public ReadOnlySpan<EndpointEntry> Next(int count, out bool isLast)
    {
        // Two calls with one handle concurrently share what is left between them.
        lock (open)
        {
            count = Math.Min(count, found.Length - _given);
            var next = found.AsSpan(_given, count);
            _given += count;
            isLast = _given == found.Length;
            return next;
        }
    }

    /// <summary>The handle is closed, or runs down.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDone, 1) == 0) open.Close();
    }
}
