using Sekimori.Observations;

namespace Sekimori.App.Watch;

/// <summary>Takes observations and keeps none: for a reading that only learns.</summary>
internal sealed class NoObservations : IObservationSink
{
    public void OnObservation(Observation seen)
    {
    }
}
