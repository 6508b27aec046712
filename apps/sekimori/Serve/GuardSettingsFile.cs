using System.Collections.Immutable;
using Sekimori.App.Settings;
using Sekimori.Detection.Sigma;
using Sekimori.Gate.Settings;

namespace Sekimori.App.Serve;

/// <summary>The part of the settings file that speaks of the guard.</summary>
internal static class GuardSettingsFile
{
    /// <summary>Reads it over the defaults.</summary>
    /// <param name="root">The file.</param>
    /// <param name="otherwise">The defaults.</param>
    /// <param name="full">A path as it is seen from the file.</param>
    public static GuardSettings Read(SettingsSection root, GuardSettings otherwise, Func<string?, string?> full)
    {
        var settings = otherwise with
        {
            Policy = full(root.Text("policy")),
            WithoutPolicy = root.Flag("without-policy", otherwise.WithoutPolicy)
        };
        root.Section("audit", s => settings = settings with { Audit = Audit(s, settings.Audit, full) });
        root.Section("detection", s => settings = settings with { Detection = Detection(s, settings.Detection, full) });
        root.Section("alerts", s => settings = settings with { Detection = Alerts(s, settings.Detection, full) });
        root.Section("map", s => settings = settings with { Map = Map(s, settings.Map, full) });
        root.Section("posture", s => settings = settings with { Posture = PostureSettingsFile.Read(s, settings.Posture, full) });
        root.Section("metrics", s => settings = settings with { Metrics = Metrics(s, settings.Metrics) });
        return settings;
    }

    private static AuditSettings Audit(SettingsSection s, AuditSettings otherwise, Func<string?, string?> full) => new()
    {
        IsOn = s.Flag("log", otherwise.IsOn),
        Folder = full(s.Text("folder")),
        FileSize = s.Size("file-size", otherwise.FileSize, 64 * 1024, 1L << 40),
        KeepFiles = s.Number("keep-files", otherwise.KeepFiles, 0, 1_000_000),
        Database = s.Text("database"),
        DatabaseFile = full(s.Text("database-file")),
        DatabaseDays = s.Number("database-days", otherwise.DatabaseDays, 0, 36_500),
    };

    private static DetectionSettings Detection(SettingsSection s, DetectionSettings otherwise, Func<string?, string?> full) =>
        otherwise with
        {
            IsOn = s.Flag("on", otherwise.IsOn),
            Rules = s.Values<string>("rules", SettingValues.Text)?.Select(path => full(path)!).ToImmutableArray() ?? otherwise.Rules,
            Deny = s.Values<string>("deny", SettingValues.Text)?.ToImmutableArray() ?? otherwise.Deny,
            Suppress = full(s.Text("suppress")),
        };

    private static DetectionSettings Alerts(SettingsSection s, DetectionSettings otherwise, Func<string?, string?> full) => otherwise with
    {
        Least =
            Enum.Parse<Severity>(
            s.Word("severity", otherwise.Least.ToString().ToLowerInvariant(), "informational", "low", "medium", "high", "critical"),
            ignoreCase: true),
        Terminal = s.Flag("terminal", otherwise.Terminal),
        File = full(s.Text("file")),
        Syslog = s.Value<Uri?>("syslog", SettingValues.Url("udp", "tcp"), null),
        Webhook = s.Value<Uri?>("webhook", SettingValues.Url("http", "https"), null),
    };

    private static MapSettings Map(SettingsSection s, MapSettings otherwise, Func<string?, string?> full) => new()
    {
        IsOn = s.Flag("on", otherwise.IsOn),
        Keep = s.Time("keep", otherwise.Keep, TimeSpan.FromHours(1), TimeSpan.FromDays(3650)),
        Baseline = full(s.Text("baseline")),
    };

    private static MetricsSettings Metrics(SettingsSection s, MetricsSettings otherwise) => new()
    {
        Port = s.Value("port", SettingValues.PortOrOff, otherwise.Port),
        Address = s.Value("address", SettingValues.Address, otherwise.Address),
        Otlp = s.Value<Uri?>("otlp", SettingValues.Url("http", "https"), null),
        Every = s.Time("every", otherwise.Every, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
    };
}
