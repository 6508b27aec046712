using Sekimori.Gate.Telemetry;
using Sekimori.Guard.Observations;

namespace Sekimori.Gate.Guarding;

/// <summary>Counts what was seen, for the meter to be told of many at once. Thread-safe.</summary>
internal sealed class ObservationCounts(GuardMeter? meter)
{
    private static readonly int Kinds = Enum.GetValues<ObservationKind>().Length, Transports = Enum.GetValues<Transport>().Length;

    private readonly int[] _seen = new int[Kinds * Transports], _denied = new int[Kinds * Transports];

    public void Count(in Told told)
    {
        if (meter is null) return;
        var at = (int)told.Seen.Kind * Transports + (int)told.Seen.Transport;
        Interlocked.Increment(ref _seen[at]);
        if (told.Verdict is { IsAllowed: false }) Interlocked.Increment(ref _denied[at]);
        if (told.Seen.Kind == ObservationKind.Logon) meter.CountLogon(told.Seen);
    }

    public void Tell()
    {
        if (meter is null) return;
        for (var at = 0; at < _seen.Length; at++)
        {
            var (seen, denied) = (Interlocked.Exchange(ref _seen[at], 0), Interlocked.Exchange(ref _denied[at], 0));
            if (seen != 0 || denied != 0) meter.Count((ObservationKind)(at / Transports), (Transport)(at % Transports), seen, denied);
        }
    }
}
