using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Performance;

/// <summary>Serves one class of a counter set, raw or formatted.</summary>
internal sealed class CounterProvider(CounterSet set, bool formatted) : ICimProvider
{
    private const ulong Ticks = TimeSpan.TicksPerSecond;

    public CimClass Class { get; } = formatted ? CounterSchema.Formatted(set) : CounterSchema.Raw(set);

    // Formatted values may have to wait for a second sample, and file systems may hang.
    public bool MayBlock => true;

    public IAsyncEnumerable<CimInstance> EnumerateAsync(ProviderRequest request) =>
        (formatted ? Formatted(request) : Raw(request)).ToAsyncEnumerable();

    public async ValueTask<CimInstance?> GetAsync(CimObjectPath path, ProviderRequest request)
    {
        await foreach (var instance in EnumerateAsync(request).ConfigureAwait(false))
            if (path.IsSingleton || (path.TryGetKey("Name", out var name) && instance["Name"].KeyEquals(name)))
                return instance;
        return null;
    }

    public ValueTask<CimMethodResult> InvokeAsync(ProviderCall call) =>
        throw new CimException(CimStatus.InvalidMethod, $"{Class.Name} has no methods.");

    private IEnumerable<CimInstance> Raw(ProviderRequest request)
    {
        var sample = set.Sample(request.CancellationToken);
        foreach (var row in sample.Rows)
        {
            var instance = Begin(row, sample);
            foreach (var counter in set.Counters)
                if (row.Values.TryGetValue(counter.Name, out var raw))
                {
                    Set(instance, counter.Name, counter.Type, raw.Value);
                    if (counter.HasBase)
                        Set(instance, counter.Name + "_Base", counter.BaseType, raw.Base);
                }
            yield return instance;
        }
    }

    private IEnumerable<CimInstance> Formatted(ProviderRequest request)
    {
        var (before, after) = set.Pair(request.CancellationToken);
        var earlier = new Dictionary<string, CounterRow>(StringComparer.Ordinal);
        foreach (var row in before.Rows)
            earlier.TryAdd(row.Name, row);
        foreach (var row in after.Rows)
        {
            var instance = Begin(row, after);
            earlier.TryGetValue(row.Name, out var old);
            var elapsed = set.Elapsed(old is null ? before.Timestamp : before.TimestampOf(old), after.TimestampOf(row)).Ticks;
            foreach (var counter in set.Counters)
                if (row.Values.TryGetValue(counter.Name, out var now)
                    && Format(counter.Kind, old?.Values.GetValueOrDefault(counter.Name, now) ?? now, now, elapsed, after.Time) is { } value)
                    Set(instance, counter.Name, counter.Type, value);
            yield return instance;
        }
    }

    private ulong? Format(CounterKind kind, (ulong Value, ulong Base) old, (ulong Value, ulong Base) now, long elapsed,
        DateTimeOffset time)
    {
        // A counter that went back belongs to an instance that is new under an old name.
        var more = now.Value >= old.Value ? now.Value - old.Value : 0;
        switch (kind)
        {
            case CounterKind.Gauge:
                return now.Value;
            case CounterKind.Elapsed:
                return (ulong)Math.Max(0, time.ToFileTime() - (long)now.Value) / Ticks;
            case CounterKind.Fraction:
                return now.Base == 0 ? null : (ulong)Math.Round(100.0 * now.Value / now.Base);
            case CounterKind.Average:
                var operations = now.Base >= old.Base ? now.Base - old.Base : 0;
                return operations == 0 ? 0 : more / operations;
            case CounterKind.AverageTime:
                var ended = now.Base >= old.Base ? now.Base - old.Base : 0;
                return ended == 0 ? 0 : (ulong)Math.Round((double)more / set.Frequency / ended);
            case CounterKind.Precise:
                return now.Base <= old.Base ? null : (ulong)Math.Round(Math.Clamp(100.0 * more / (now.Base - old.Base), 0, 100));
            default:
                if (elapsed <= 0)
                    return null;
                var share = (double)more / elapsed;
                return kind switch
                {
                    CounterKind.Rate => (ulong)Math.Round(share * Ticks),
                    CounterKind.Queue => (ulong)Math.Round(share),
                    CounterKind.Idle => (ulong)Math.Round(Math.Clamp(100 - share * 100, 0, 100)),
                    _ => (ulong)Math.Round(share * 100),
                };
        }
    }

    private CimInstance Begin(CounterRow row, CounterSample sample)
    {
        var instance = new CimInstance(Class);
        if (!set.IsSingleton)
            instance.Set("Name", row.Name);
        // Formatted data need no time base, and Windows leaves it out.
        if (formatted)
            return instance;
        var stamp = sample.TimestampOf(row);
        var time = (ulong)(sample.Time + set.Elapsed(sample.Timestamp, stamp)).ToFileTime();
        instance.Set("Timestamp_Sys100NS", time);
        instance.Set("Timestamp_Object", time);
        instance.Set("Timestamp_PerfTime", (ulong)stamp);
        instance.Set("Frequency_Sys100NS", Ticks);
        instance.Set("Frequency_Object", Ticks);
        instance.Set("Frequency_PerfTime", (ulong)set.Frequency);
        return instance;
    }

    // 32-bit counters wrap, as those of Windows do.
    private static void Set(CimInstance instance, string name, CimType type, ulong value) =>
        instance.Set(name, type == CimType.UInt32 ? (CimValue)unchecked((uint)value) : value);
}
