using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <summary>Reads the body of a Put on winrm/config: what it names is changed, the rest stays.</summary>
internal static class ConfigReader
{
    /// <summary>Reads a section's element, which the reader stands on.</summary>
    /// <returns>The changes, to be made in this order.</returns>
    /// <exception cref="WsManFaultException">It is not the section's, or names what is not known.</exception>
    public static List<(ConfigSetting Setting, string Value)> Read(EnvelopeReader reader, string path)
    {
        if (!reader.Is(ConfigWriter.Find(path).Element, Namespaces.Config))
            throw new WsManFaultException(Fault.SchemaValidation("The body is not the section of the configuration that the resource names."));
        List<(ConfigSetting, string)> changes = [];
        ReadSection(reader, path, changes);
        return changes;
    }

    /// <summary>Makes the changes.</summary>
    /// <exception cref="WsManFaultException">A value is not allowed, or a setting cannot be changed: nothing is then.</exception>
    public static WsManSettings Apply(WsManSettings settings, List<(ConfigSetting Setting, string Value)> changes)
    {
        foreach (var (setting, value) in changes)
        {
            // A client puts back what it got: what is as it was is no change.
            if (setting.Read(settings).Equals(value, StringComparison.OrdinalIgnoreCase)) continue;
            if (setting.Write is null) throw new WsManFaultException(Fault.Internal($"{setting.Name} cannot be changed.", WsManErrors.SettingIsReadOnly));
            settings = setting.Write(settings, value);
        }
        return settings;
    }

    private static void ReadSection(EnvelopeReader reader, string path, List<(ConfigSetting, string)> changes)
    {
        reader.Enter();
        while (reader.NextChild())
        {
            var name = reader.LocalName;
            var section = Array.Find(ConfigTable.Sections, s => s.Parent == path && s.Path.Length > 0 && s.Element == name);
            var setting = Array.Find(ConfigTable.Settings, s => s.Section == path && s.Name == name);
            if (section.Path is not null) ReadSection(reader, section.Path, changes);
            else if (setting is not null) changes.Add((setting, reader.ReadText()));
            // The client's own settings come back with the whole document; they are Windows' business.
            else if (path.Length == 0 && name == "Client") reader.Skip();
            else throw new WsManFaultException(Fault.SchemaValidation($"The configuration has no {name} there."));
        }
    }
}
