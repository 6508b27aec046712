namespace Sekimori.Detection;

/// <summary>Receives alerts: a terminal, a file of JSON lines, syslog, a webhook.</summary>
public interface IAlertSink
{
    /// <summary>Takes an alert that was not there before. Must not throw and must not wait.</summary>
    void OnAlert(Alert alert);
}
