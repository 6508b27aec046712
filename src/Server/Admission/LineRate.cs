namespace Sekimori.Server.Admission;

/// <summary>Keeps a flood of events from becoming a flood of log lines. Thread-safe.</summary>
/// <param name="clock">The time.</param>
internal sealed class LineRate(TimeProvider clock)
{
    // Enough to see who it is; a scan or a flood shows as a number.
    private const int LinesPerSecond = 20;
    private readonly Lock gate = new();
    private long second;
    private int written;
    private long unwritten;

    /// <summary>
    /// True if one more line may be written in this second; <paramref name="skipped"/> is the number skipped since the last.
    /// </summary>
    public bool MayWrite(out long skipped)
    {
        skipped = 0;
        lock (gate)
        {
            var now = clock.GetUtcNow().ToUnixTimeSeconds();
            if (now != second)
                (second, written) = (now, 0);
            if (++written > LinesPerSecond)
            {
                unwritten++;
                return false;
            }

            (skipped, unwritten) = (unwritten, 0);
            return true;
        }
    }
}
