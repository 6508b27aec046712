using Sekimori.Gate.Telemetry;
using Sekimori.Guard;
using Sekimori.Observations;

namespace Sekimori.Gate.Guarding;

/// <summary>Counts observations and reports them to the meter in batches. Thread-safe.</summary>
internal sealed class ObservationCounts(GuardMeter? meter)
{
    private static readonly int Kinds = Enum.GetValues<ObservationKind>().Length, Transports = Enum.GetValues<Transport>().Length;

    private readonly int[] _seen = new int[Kinds * Transports], _denied = new int[Kinds * Transports];

    public void Count(in PendingRecord pending)
    {
        if (meter is null) return;
        var at = (int)pending.Observation.Kind * Transports + (int)pending.Observation.Transport;
        Interlocked.Increment(ref _seen[at]);
        if (pending.Verdict is { IsAllowed: false }) Interlocked.Increment(ref _denied[at]);
        if (pending.Observation.Kind == ObservationKind.Logon) meter.CountLogon(pending.Observation);
    }

    public void Report()
    {
        if (meter is null) return;
        for (var at = 0; at < _seen.Length; at++)
        {
            var (seen, denied) = (Interlocked.Exchange(ref _seen[at], 0), Interlocked.Exchange(ref _denied[at], 0));
            if (seen != 0 || denied != 0) meter.Count((ObservationKind)(at / Transports), (Transport)(at % Transports), seen, denied);
        }
    }
}
