using Sekimori.Detection;
using Sekimori.Guard.Observations;

namespace Sekimori.Bench.Guarding;

/// <summary>Keeps observations, lets alerts go.</summary>
internal sealed class Collector : IObservationSink, IAlertSink
{
    public List<Observation> All { get; } = [];

    public void OnObservation(Observation seen) => All.Add(seen);

    public void OnAlert(Alert alert)
    {
    }
}
