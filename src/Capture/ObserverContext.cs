using Sekimori.Guard.Observations;

namespace Sekimori.Capture;

/// <summary>What every conversation of one capture shares.</summary>
internal sealed class ObserverContext(IObservationSink sink, long memoryLimit)
{
    public CaptureBudget Budget { get; } = new(memoryLimit);

    public PortMemory Ports { get; } = new();

    public long Observations { get; private set; }

    /// <summary>SMB connections of which a message was encrypted.</summary>
    public long EncryptedConnections { get; set; }

    public void Tell(Observation seen)
    {
        Observations++;
        sink.OnObservation(seen);
    }

    public static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);
}
