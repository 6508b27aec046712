using Sekimori.Detection;
using Sekimori.Detection.Sigma;

namespace Sekimori.Gate.Alerts;

/// <summary>Sends alerts to every sink: those with sufficient severity that the suppression list does not name.</summary>
/// <param name="least">The minimum severity of alerts.</param>
/// <param name="suppressions">Known findings to suppress.</param>
/// <param name="sinks">Receives them.</param>
internal sealed class AlertFanout(Severity least, SuppressionList suppressions, IReadOnlyList<IAlertSink> sinks)
    : IAlertSink, IAsyncDisposable
{
    private long _suppressed;

    /// <summary>Alerts suppressed by the suppression list.</summary>
    public long Suppressed => Interlocked.Read(ref _suppressed);

    /// <inheritdoc/>
    public void OnAlert(Alert alert)
    {
        if (alert.Rule.Level < least) return;
        if (suppressions.Covers(alert))
        {
            Interlocked.Increment(ref _suppressed);
            return;
        }
        foreach (var sink in sinks) sink.OnAlert(alert);
    }

    /// <summary>Sends what is queued, for as long as each sink allows.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var sink in sinks)
            if (sink is IAsyncDisposable disposable) await disposable.DisposeAsync().ConfigureAwait(false);
    }
}
