using Sekimori.Cim.Model;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Performance;

/// <summary>What one pair of performance classes counts: Win32_PerfRawData_X and Win32_PerfFormattedData_X.</summary>
internal abstract class CounterSet(LinuxHost host, string name, bool singleton, string counters)
{
    // For rates a sample of some time ago serves; before that and after it a new one is taken.
    private static readonly TimeSpan _leastAge = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _mostAge = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private CounterSample? _last;

    public string Name => name;

    public bool IsSingleton => singleton;

    public Counter[] Counters { get; } = Counter.List(counters);

    protected LinuxHost Host => host;

    public CounterSample Sample(CancellationToken cancellationToken) =>
        new(host.Time.GetTimestamp(), host.Time.GetUtcNow(), [.. Rows(cancellationToken)]);

    /// <summary>How many of the clock's ticks a second has.</summary>
    public long Frequency => host.Time.TimestampFrequency;

    /// <summary>The time between two of the clock's timestamps.</summary>
    public TimeSpan Elapsed(long from, long to) => host.Time.GetElapsedTime(from, to);

    /// <summary>Two samples, far enough apart: the last one and a new one, or two new ones.</summary>
    public (CounterSample Before, CounterSample After) Pair(CancellationToken token)
    {
        CounterSample? before;
        lock (_lock)
            before = _last;
        if (before is null || host.Time.GetElapsedTime(before.Timestamp) > _mostAge)
            before = Sample(token);
        var missing = _leastAge - host.Time.GetElapsedTime(before.Timestamp);
        if (missing > TimeSpan.Zero && token.WaitHandle.WaitOne(missing))
            token.ThrowIfCancellationRequested();
        var after = Sample(token);
        lock (_lock)
            _last = after;
        return (before, after);
    }

    /// <summary>The raw values as they are now.</summary>
    protected abstract IEnumerable<CounterRow> Rows(CancellationToken cancellationToken);

    protected static ulong FileTime(DateTimeOffset time) => (ulong)time.ToFileTime();

    /// <summary>Adds up rows as _Total.</summary>
    protected static CounterRow Total(IReadOnlyCollection<CounterRow> rows, bool average = false, long? timestamp = null)
    {
        var total = new CounterRow("_Total") { Timestamp = timestamp };
        foreach (var counter in rows.SelectMany(r => r.Values.Keys).Distinct().ToList())
        {
            var known = rows.Where(r => r.Values.ContainsKey(counter)).Select(r => r.Values[counter]).ToList();
            var divisor = average ? (ulong)known.Count : 1;
            total.Values[counter] = (known.Aggregate(0UL, (s, v) => s + v.Value) / divisor,
                known.Aggregate(0UL, (s, v) => s + v.Base) / divisor);
        }
        return total;
    }
}
