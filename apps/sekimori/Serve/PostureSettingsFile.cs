using System.Collections.Immutable;
using Cronos;
using Sekimori.App.Posture;
using Sekimori.App.Settings;
using Sekimori.Gate.Settings;

namespace Sekimori.App.Serve;

/// <summary>The section "posture" of the settings.</summary>
internal static class PostureSettingsFile
{
    /// <summary>Reads it over the defaults.</summary>
    public static PostureSettings Read(SettingsSection s, PostureSettings otherwise, Func<string?, string?> full)
    {
        var settings = ReadOwn(s, otherwise, full);
        s.Section("directory", inner => settings = settings with { Directory = ReadDirectory(inner, full) });
        return settings;
    }

    private static PostureDirectorySettings ReadDirectory(SettingsSection s, Func<string?, string?> full)
    {
        var directory = new PostureDirectorySettings
        {
            User = s.Text("user") ?? "", PasswordFile = full(s.Text("password-file")), Keytab = full(s.Text("keytab")),
            Authorities = full(s.Text("ca")), Workstation = s.Value<string?>("workstation", AuditLogon.TryWorkstation, null),
        };
        if (directory.User.Length == 0 || directory.PasswordFile is null == directory.Keytab is null)
            s.Refuse("directory: user is required, and either password-file or keytab");
        return directory;
    }

    private static PostureSettings ReadOwn(SettingsSection s, PostureSettings otherwise, Func<string?, string?> full) => otherwise with
    {
        Targets = s.Values<string>("targets", SettingValues.Text)?.ToImmutableArray() ?? otherwise.Targets,
        Schedule = s.Value("schedule", Cron, otherwise.Schedule),
        From = s.Word("from", otherwise.From, "inside", "users", "outside"),
        Parallel = s.Number("parallel", otherwise.Parallel, 1, 1000),
        DoorsOnly = s.Flag("doors-only", otherwise.DoorsOnly),
        Keep = s.Number("keep", otherwise.Keep, 2, 10_000),
        Waivers = full(s.Text("waivers")),
        DatabaseFile = full(s.Text("database-file")),
    };

    private static bool Cron(string text, out string value, out string? reason)
    {
        value = text;
        try
        {
            ParseCron(text);
            reason = null;
            return true;
        }
        catch (CronFormatException wrong)
        {
            reason = $"'{text}' is not a cron text such as \"0 3 * * 1\" (minute, hour, day, month, weekday): {wrong.Message}";
            return false;
        }
    }

    /// <summary>A cron text; with six fields, the first is seconds.</summary>
    /// <exception cref="CronFormatException">It is none.</exception>
    public static CronExpression ParseCron(string text) => CronExpression.Parse(text,
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard);
}
