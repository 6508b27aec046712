namespace Sekimori.Observations.Services;

/// <summary>
/// An edge and what happened on it in a while: in a minute where a server counts, in the time asked for where a store answers.
/// </summary>
/// <param name="Key">The edge.</param>
/// <param name="Counts">What happened.</param>
internal readonly record struct EdgeRecord(EdgeKey Key, EdgeCounts Counts)
{
    /// <summary>
    /// The minute, as minutes since the year 1 (UTC). All observations of a record that a server counted are of one minute.
    /// </summary>
    public long Minute => MinuteOf(Counts.First);

    /// <summary>The minute of a time.</summary>
    public static long MinuteOf(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerMinute;

    /// <summary>The time at which a minute begins.</summary>
    public static DateTimeOffset TimeOf(long minute) => new(minute * TimeSpan.TicksPerMinute, TimeSpan.Zero);
}
