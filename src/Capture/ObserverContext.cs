using Sekimori.Capture.Rpc;
using Sekimori.Observations;

namespace Sekimori.Capture;

/// <summary>What every conversation of one capture shares.</summary>
internal sealed class ObserverContext(IObservationSink sink, long memoryLimit, ObserverContext? before = null)
{
    public CaptureBudget Budget { get; } = new(memoryLimit);

    /// <summary>What ports answered for; in the captures before this one too.</summary>
    public PortMemory Ports { get; } = before?.Ports ?? new();

    public ServiceHandles Services { get; } = before?.Services ?? new();

    public ObjectInterfaces Objects { get; } = before?.Objects ?? new();

    public long Observations { get; private set; }

    /// <summary>SMB connections with an encrypted message.</summary>
    public long EncryptedConnections { get; set; }

    public void Report(Observation seen)
    {
        Observations++;
        sink.OnObservation(seen);
    }

    public static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);
}
