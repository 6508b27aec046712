namespace Sekimori.Linux.Host;

/// <summary>A fact that is read again when it is older than a named time. Two callers at once may both read it.</summary>
internal sealed class Cached<T>(TimeProvider time, TimeSpan lifetime, Func<T> read) where T : class
{
    private Entry? _entry;

    public T Value
    {
        get
        {
            var entry = Volatile.Read(ref _entry);
            if (entry is not null && time.GetElapsedTime(entry.Read) < lifetime)
                return entry.Value;
            entry = new Entry(time.GetTimestamp(), read());
            Volatile.Write(ref _entry, entry);
            return entry.Value;
        }
    }

    private sealed record Entry(long Read, T Value);
}
