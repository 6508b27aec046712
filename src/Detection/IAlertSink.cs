namespace Sekimori.Detection;

/// <summary>Receives alerts: a terminal, a file of JSON lines, syslog, a webhook.</summary>
internal interface IAlertSink
{
    /// <summary>Receives a new alert. Must not throw and must not block.</summary>
    void OnAlert(Alert alert);
}
