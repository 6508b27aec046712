namespace Sekimori.Rpc.EndpointMap;

/// <summary>How many searches an association group has open. Thread-safe.</summary>
internal sealed class OpenSearches
{
    /// <summary>A client has one search open at a time; a few more are room for several threads of one process.</summary>
    public const int Max = 64;

    private int _count;

    /// <summary>Counts one more; false if there are <see cref="Max"/>.</summary>
    public bool TryOpen()
    {
        if (Interlocked.Increment(ref _count) <= Max) return true;
        Interlocked.Decrement(ref _count);
        return false;
    }

    /// <summary>Counts one less.</summary>
    public void Close() => Interlocked.Decrement(ref _count);
}
