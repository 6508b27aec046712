using Sekimori.WsMan.Operations;

namespace Sekimori.Server.WsMan;

/// <summary>Passes the time to a service every few seconds, so that overdue items end.</summary>
public sealed class WsManTicker : IDisposable
{
    // What a removed account has open must end within five seconds: a request under way ends at the second check.
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private readonly ITimer _timer;

    /// <summary>Starts to pass the time.</summary>
    /// <param name="service">The service.</param>
    /// <param name="time">The clock.</param>
    /// <param name="handler">Whose connections are checked after the service; null for none.</param>
    public WsManTicker(WsManService service, TimeProvider time, WsManHandler? handler = null) => _timer = time.CreateTimer(_ =>
    {
        var now = time.GetUtcNow();
        service.Tick(now);
        handler?.Tick(now);
    }, null, Every, Every);

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}
