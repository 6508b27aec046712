namespace Sekimori.Observations;

/// <summary>Receives observations: detection, the service map, a log. Called in the order of time of one source, from one thread.</summary>
public interface IObservationSink
{
    /// <summary>Takes one observation. Must not throw and must not wait.</summary>
    void OnObservation(Observation seen);
}
