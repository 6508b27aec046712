namespace Sekimori.Linux.Performance;

/// <summary>
/// How a formatted value comes from raw ones; the names in brackets are those of the Windows counter types, which tools compute with
/// themselves.
/// </summary>
internal enum CounterKind
{
    /// <summary>As it is (PERF_COUNTER_RAWCOUNT).</summary>
    Gauge,

    /// <summary>How much more in a second (PERF_COUNTER_COUNTER, PERF_COUNTER_BULK_COUNT).</summary>
    Rate,

    /// <summary>Time spent, in 100 ns; percent of the time that passed (PERF_100NSEC_TIMER).</summary>
    Busy,

    /// <summary>Time not spent, in 100 ns; percent of the time that passed, from 100 (PERF_100NSEC_TIMER_INV).</summary>
    Idle,

    /// <summary>A point in time, in 100 ns; seconds since then (PERF_ELAPSED_TIME).</summary>
    Elapsed,

    /// <summary>A part and, as the base, the whole; percent (PERF_RAW_FRACTION).</summary>
    Fraction,

    /// <summary>A sum and, as the base, a number of operations; the average of those that were new (PERF_AVERAGE_BULK).</summary>
    Average,

    /// <summary>
    /// A sum of time in ticks of the performance clock and, as the base, a number of operations; the average in seconds
    /// (PERF_AVERAGE_TIMER).
    /// </summary>
    AverageTime,

    /// <summary>Time spent in 100 ns and, as the base, the time it was read at; percent (PERF_PRECISION_100NS_TIMER).</summary>
    Precise,

    /// <summary>
    /// Time that all operations waited together, in 100 ns; how many waited on average (PERF_COUNTER_100NS_QUEUELEN_TYPE).
    /// </summary>
    Queue,
}
