using Sekimori.WsMan.Operations;

namespace Sekimori.Hosting.WsMan;

/// <summary>Tells a service the time every few seconds, so that what is overdue ends.</summary>
public sealed class WsManTicker : IDisposable
{
    // An idle time-out of a shell is minutes; an enumeration that lives some seconds longer costs nothing.
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly ITimer _timer;

    /// <summary>Begins to tell the time.</summary>
    public WsManTicker(WsManService service, TimeProvider time) =>
        _timer = time.CreateTimer(_ => service.Tick(time.GetUtcNow()), null, Every, Every);

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}
