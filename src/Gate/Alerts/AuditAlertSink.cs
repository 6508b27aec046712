using System.Text;
using Sekimori.Detection;
using Sekimori.Storage.Audit;

namespace Sekimori.Gate.Alerts;

/// <summary>Alerts as lines of the audit log.</summary>
internal sealed class AuditAlertSink(AuditLog log) : IAlertSink
{
    /// <inheritdoc/>
    public void OnAlert(Alert alert)
    {
        var json = Encoding.UTF8.GetBytes(AlertJson.ToJson(alert));
        // The members without their braces. Where the queue is full the line takes its place in it; nobody is held up.
        var written = log.WriteAsync(json[1..^1]);
        if (!written.IsCompletedSuccessfully) _ = written.AsTask();
    }
}
