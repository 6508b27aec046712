using Microsoft.Extensions.Logging;
using Sekimori.Detection;
using Sekimori.Detection.Sigma;
using Sekimori.Gate.Alerts;
using Sekimori.Gate.Settings;
using Sekimori.Gate.Telemetry;
using Sekimori.Storage.Audit;

namespace Sekimori.Gate.Alerts;

/// <summary>The rules of a server, and the receivers of its alerts.</summary>
internal sealed class GateAlerts : IAsyncDisposable
{
    private readonly AlertFanout fanout;

    public GateAlerts(GateSettings all, AuditLog? audit, GuardMeter meter, ILoggerFactory loggers)
    {
        var settings = all.Guard.Detection;
        var rules = RuleFolder.Load(true, settings.Rules);
        foreach (var name in settings.Deny)
            if (!rules.Deny(name))
                throw new GateException(
                    $"detection: deny: unknown rule '{name}' (`{all.Command} rules list` lists them; a correlation cannot deny)");
        fanout = new AlertFanout(settings.Least, Suppressions(settings.Suppress), Sinks(settings, audit, meter, loggers));
        Engine = new DetectionEngine(rules, fanout);
        var count = rules.Rules.Count + rules.Correlations.Count;
        Line =
            $"{count} detection rules{(settings.Deny.IsEmpty ? "" : $", {settings.Deny.Length} of them also deny")}; alerts from " +
            $"severity {AlertJson.Name(settings.Least)} up" +
            $"{(RuleFolder.Dead(rules, isForObservations: true, all.Command) is { } dead ? $"; {dead}" : "")}";
    }

    public DetectionEngine Engine { get; }

    /// <summary>Takes alerts that no rule raises.</summary>
    public IAlertSink Sink => fanout;

    /// <summary>The banner line.</summary>
    public string Line { get; }

    public long Suppressed => fanout.Suppressed;

    public ValueTask DisposeAsync() => fanout.DisposeAsync();

    private static List<IAlertSink> Sinks(DetectionSettings settings, AuditLog? audit, GuardMeter meter, ILoggerFactory loggers)
    {
        List<IAlertSink> sinks = [new CountingSink(meter)];
        if (settings.Terminal) sinks.Add(new LogAlertSink(loggers.CreateLogger<LogAlertSink>()));
        if (audit is not null) sinks.Add(new AuditAlertSink(audit));
        if (settings.File is { } file) sinks.Add(new FileAlertSink(file, loggers.CreateLogger<FileAlertSink>()));
        if (settings.Syslog is { } syslog)
            sinks.Add(new SyslogAlertSink(syslog, Environment.MachineName, loggers.CreateLogger<SyslogAlertSink>()));
        if (settings.Webhook is { } webhook) sinks.Add(new WebhookAlertSink(webhook, loggers.CreateLogger<WebhookAlertSink>()));
        return sinks;
    }

    private static SuppressionList Suppressions(string? path)
    {
        if (path is null) return SuppressionList.Empty;
        try
        {
            return SuppressionList.Read(path, InputFile.ReadText(path));
        }
        catch (Exception wrong) when (wrong is RuleException or IOException or UnauthorizedAccessException)
        {
            throw new GateException(wrong.Message, wrong);
        }
    }

    private sealed class CountingSink(GuardMeter meter) : IAlertSink
    {
        public void OnAlert(Alert alert) => meter.Count(alert);
    }
}
