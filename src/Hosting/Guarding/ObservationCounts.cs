using Sekimori.Guard.Observations;
using Sekimori.Hosting.Telemetry;

namespace Sekimori.Hosting.Guarding;

/// <summary>Counts of one batch, told to the meter at once. Used by one thread.</summary>
internal sealed class ObservationCounts(GuardMeter? meter)
{
    private static readonly int Kinds = Enum.GetValues<ObservationKind>().Length, Transports = Enum.GetValues<Transport>().Length;

    private readonly int[] _seen = new int[Kinds * Transports], _denied = new int[Kinds * Transports];

    public void Count(in Told told)
    {
        if (meter is null) return;
        var at = (int)told.Seen.Kind * Transports + (int)told.Seen.Transport;
        _seen[at]++;
        if (told.Verdict is { IsAllowed: false }) _denied[at]++;
        if (told.Seen.Kind == ObservationKind.Logon) meter.CountLogon(told.Seen);
    }

    public void Tell()
    {
        if (meter is null) return;
        for (var at = 0; at < _seen.Length; at++)
        {
            if (_seen[at] == 0) continue;
            meter.Count((ObservationKind)(at / Transports), (Transport)(at % Transports), _seen[at], _denied[at]);
            _seen[at] = _denied[at] = 0;
        }
    }
}
