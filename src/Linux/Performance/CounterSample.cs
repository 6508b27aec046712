namespace Sekimori.Linux.Performance;

/// <summary>The raw values of every instance at one time.</summary>
/// <param name="Timestamp">The clock's own ticks.</param>
/// <param name="Time">The time of day.</param>
/// <param name="Rows">The instances.</param>
internal sealed record CounterSample(long Timestamp, DateTimeOffset Time, IReadOnlyList<CounterRow> Rows)
{
    /// <summary>When a row's values were read, in the clock's ticks.</summary>
    public long TimestampOf(CounterRow row) => row.Timestamp ?? Timestamp;
}
