using Microsoft.Extensions.Logging;
using Sekimori.App.Terminal;
using Sekimori.App.Watch;
using Sekimori.Detection;
using Sekimori.Detection.Sigma;
using Sekimori.Hosting.Alerts;
using Sekimori.Hosting.Telemetry;
using Sekimori.Storage.Audit;

namespace Sekimori.App.Serve;

/// <summary>The rules of a server, and the receivers of its alerts.</summary>
internal sealed class ServeAlerts : IAsyncDisposable
{
    private readonly AlertFanout fanout;

    public ServeAlerts(DetectionSettings settings, AuditLog? audit, GuardMeter meter, ILoggerFactory loggers)
    {
        var rules = RuleFolder.Load(true, settings.Rules);
        foreach (var name in settings.Deny)
            if (!rules.Deny(name)) throw new CommandException(ExitCode.Failed, $"detection: deny: unknown rule '{name}' (`{CalledAs.Command} rules list` lists them; a correlation cannot deny)");
        fanout = new AlertFanout(settings.Least, Suppressions(settings.Suppress), Sinks(settings, audit, meter, loggers));
        Engine = new DetectionEngine(rules, fanout);
        var count = rules.Rules.Count + rules.Correlations.Count;
        Line = $"{count} detection rules{(settings.Deny.IsEmpty ? "" : $", {settings.Deny.Length} of them also deny")}; alerts from severity {AlertJson.Name(settings.Least)} up{(RuleFolder.Dead(rules, isForObservations: true) is { } dead ? $"; {dead}" : "")}";
    }

    public DetectionEngine Engine { get; }

    /// <summary>Takes alerts that no rule raises.</summary>
    public IAlertSink Sink => fanout;

    /// <summary>What the banner says.</summary>
    public string Line { get; }

    public long Suppressed => fanout.Suppressed;

    public ValueTask DisposeAsync() => fanout.DisposeAsync();

    private static List<IAlertSink> Sinks(DetectionSettings settings, AuditLog? audit, GuardMeter meter, ILoggerFactory loggers)
    {
        List<IAlertSink> sinks = [new CountingSink(meter)];
        if (settings.Terminal) sinks.Add(new LogAlertSink(loggers.CreateLogger<LogAlertSink>()));
        if (audit is not null) sinks.Add(new AuditAlertSink(audit));
        if (settings.File is { } file) sinks.Add(new FileAlertSink(file, loggers.CreateLogger<FileAlertSink>()));
        if (settings.Syslog is { } syslog) sinks.Add(new SyslogAlertSink(syslog, Environment.MachineName, loggers.CreateLogger<SyslogAlertSink>()));
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
            throw new CommandException(ExitCode.Failed, wrong.Message, wrong);
        }
    }

    private sealed class CountingSink(GuardMeter meter) : IAlertSink
    {
        public void OnAlert(Alert alert) => meter.Count(alert);
    }
}
