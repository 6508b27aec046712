using Sekimori.Detection;
using Sekimori.Observations;

namespace Sekimori.Bench.Guarding;

/// <summary>Keeps observations and alerts.</summary>
internal sealed class Collector : IObservationSink, IAlertSink
{
    public List<Observation> All { get; } = [];

    public void OnObservation(Observation seen) => All.Add(seen);

    public List<Alert> Alerts { get; } = [];

    public void OnAlert(Alert alert) => Alerts.Add(alert);
}
