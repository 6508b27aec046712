using Sekimori.WsMan.Faults;

namespace Sekimori.WsMan.Operations;

/// <summary>The settings as text, by the paths that they have below winrm/config: for whoever keeps what was changed there.</summary>
internal static class WsManSettingsText
{
    /// <summary>Every setting that can be changed.</summary>
    /// <param name="settings">The settings.</param>
    /// <returns>Values by path: <c>MaxEnvelopeSizekb</c>, <c>service/auth/Basic</c>.</returns>
    public static IReadOnlyDictionary<string, string> Of(WsManSettings settings) =>
        ConfigTable.Settings.Where(s => s.Write is not null).ToDictionary(PathOf, s => s.Read(settings), StringComparer.OrdinalIgnoreCase);

    /// <summary>The settings with one changed.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="path">The path.</param>
    /// <param name="value">The new value.</param>
    /// <exception cref="FormatException">There is no such writable setting, or the value is invalid.</exception>
    public static WsManSettings With(WsManSettings settings, string path, string value)
    {
        var write = Array.Find(ConfigTable.Settings, s => PathOf(s).Equals(path, StringComparison.OrdinalIgnoreCase))?.Write
            ?? throw new FormatException("winrm/config has no such writable setting");
        try
        {
            return write(settings, value);
        }
        catch (WsManFaultException e)
        {
            throw new FormatException(e.Fault.Reason.TrimEnd('.'), e);
        }
    }

    private static string PathOf(ConfigSetting setting) =>
        setting.Section.Length == 0 ? setting.Name : setting.Section + "/" + setting.Name;
}
