using Sekimori.Observations;

namespace Sekimori.App.Watch;

/// <summary>Accepts observations and keeps none: for a pass that only learns.</summary>
internal sealed class NoObservations : IObservationSink
{
    public void OnObservation(Observation seen)
    {
    }
}
