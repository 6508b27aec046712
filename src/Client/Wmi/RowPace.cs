using Sekimori.Wmi;

namespace Sekimori.Client.Wmi;

/// <summary>How many rows a client asks for at once, how long the server may wait for them, and when it is given up.</summary>
/// <param name="options">The options.</param>
/// <param name="isEvents">True for events: they may be long in coming, and never end.</param>
internal sealed class RowPace(WmiClientOptions options, bool isEvents)
{
    /// <summary>
    /// Rows that the first call asks for. Each has its class; with two, an answer of one object, which most are, is known to be complete.
    /// </summary>
    private const int FirstRows = 2;

    /// <summary>Rows that the second call asks for: soon there, few enough for a slow provider.</summary>
    private const int SecondRows = 10;

    /// <summary>How long a server may wait for rows before it answers that there are none yet.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>The least time between two questions that are answered with "not yet": a server that does not wait is not asked in a
    /// loop.</summary>
    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(50);

    private readonly int _most = Math.Max(1, options.MostRowsAtOnce);
    private int _least = SecondRows;
    private long _total;
    private long _lastRow = Environment.TickCount64;

    /// <summary>
    /// How many to ask for. Where there is a time limit, servers send all or nothing: of events that is one, and fewer of rows that come
    /// slowly.
    /// </summary>
    public int Count { get; private set; } = isEvents ? 1 : Math.Min(FirstRows, Math.Max(1, options.MostRowsAtOnce));

    /// <summary>Half of the call's own time: the answer must be back within it.</summary>
    public TimeSpan Wait { get; } = options.Timeout / 2 < LongestWait ? options.Timeout / 2 : LongestWait;

    /// <summary>How many more rows are an answer; the next one ends it.</summary>
    public long Left => isEvents ? long.MaxValue : Math.Max(0, options.MaxRows - _total);

    /// <summary>Takes note of an answer.</summary>
    /// <returns>Null, or why no further call is made.</returns>
    public (WmiFailure Failure, string Reason)? Take(int found, uint status)
    {
        if (found > Count) return (WmiFailure.Protocol, $"{found} rows were answered where {Count} were asked for");
        if (found > 0)
        {
            _lastRow = Environment.TickCount64;
            if (isEvents) return null;
            if ((_total += found) > options.MaxRows) return (WmiFailure.OverLimit, $"more than {options.MaxRows} objects");
            if (found == Count) Count = Math.Min(_most, Math.Max(_least, Count * 2));
            return null;
        }

        if (status == WbemStatus.False) return null;
        if (status != WbemStatus.TimedOut) return (WmiFailure.Protocol, "no rows were answered, and no end");
        (Count, _least) = (Math.Max(1, Count / 4), 1);
        return isEvents || Environment.TickCount64 - _lastRow < options.Timeout.TotalMilliseconds
            ? null
            : (WmiFailure.Timeout, $"no row within {options.Timeout.TotalSeconds:0.###} s");
    }

    /// <summary>Waits a moment after an answer without rows.</summary>
    public static Task RestAsync(CancellationToken cancellationToken) => Task.Delay(ShortestRest, cancellationToken);
}
