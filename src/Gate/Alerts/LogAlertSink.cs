using Microsoft.Extensions.Logging;
using Sekimori.Detection;
using Sekimori.Detection.Sigma;

namespace Sekimori.Gate.Alerts;

/// <summary>Alerts in the server's own log: on the terminal, or in the journal.</summary>
internal sealed class LogAlertSink(ILogger<LogAlertSink> logger) : IAlertSink
{
    /// <inheritdoc/>
    public void OnAlert(Alert alert)
    {
        if (alert.Rule.Level >= Severity.High) logger.SevereAlert(AlertText.Of(alert));
        else logger.Alert(AlertText.Of(alert));
    }
}
