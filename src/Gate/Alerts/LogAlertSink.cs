using Microsoft.Extensions.Logging;
using Sekimori.Detection;
using Sekimori.Detection.Sigma;

namespace Sekimori.Gate.Alerts;

/// <summary>Alerts in the server's own log: on the terminal, or in the journal.</summary>
internal sealed partial class LogAlertSink(ILogger<LogAlertSink> logger) : IAlertSink
{
    /// <inheritdoc/>
    public void OnAlert(Alert alert)
    {
        if (alert.Rule.Level >= Severity.High) LogSevere(AlertText.Of(alert));
        else LogAlert(AlertText.Of(alert));
    }

    [LoggerMessage(80, LogLevel.Error, "ALERT {Alert}")]
    private partial void LogSevere(string alert);

    [LoggerMessage(81, LogLevel.Warning, "ALERT {Alert}")]
    private partial void LogAlert(string alert);
}
