using System.Globalization;
using Sekimori.WsMan.Faults;

namespace Sekimori.WsMan.Operations;

/// <summary>One setting of winrm/config: where it stands, how it is read, and how it is changed.</summary>
/// <param name="Section">The path of its section below winrm/config, in lower case; empty for the root.</param>
/// <param name="Name">Its element.</param>
/// <param name="Read">Its value as text.</param>
/// <param name="Write">The settings with another value; null if it is read-only.</param>
internal sealed record ConfigSetting(
    string Section, string Name, Func<WsManSettings, string> Read, Func<WsManSettings, string, WsManSettings>? Write)
{
    /// <summary>A number within bounds.</summary>
    public static ConfigSetting Number(
        string section, string name, int least, int most, Func<WsManSettings, int> read, Func<WsManSettings, int, WsManSettings> write) =>
        new(section, name, s => read(s).ToString(CultureInfo.InvariantCulture), (s, text) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                ? write(s, number)
                : throw Bad(name, $"a number from {least} to {most}"));

    /// <summary>true or false.</summary>
    public static ConfigSetting Flag(
        string section, string name, Func<WsManSettings, bool> read, Func<WsManSettings, bool, WsManSettings> write) =>
        new(section, name, s => read(s) ? "true" : "false", (s, text) =>
        bool.TryParse(text, out var flag) ? write(s, flag) : throw Bad(name, "true or false"));

    /// <summary>One of some words.</summary>
    public static ConfigSetting Choice(
        string section, string name, string[] words, Func<WsManSettings, string> read, Func<WsManSettings, string, WsManSettings> write) =>
        new(section, name, read, (s, text) => Array.Find(words, w => w.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } word
        ? write(s, word)
        : throw Bad(name, string.Join(", ", words)));

    /// <summary>A value that Windows shows and does not obey any more; it cannot be changed.</summary>
    public static ConfigSetting Fixed(string section, string name, string value) => new(section, name, _ => value, null);

    private static WsManFaultException Bad(string name, string allowed) => new(Fault.SchemaValidation($"{name} takes {allowed}."));
}
