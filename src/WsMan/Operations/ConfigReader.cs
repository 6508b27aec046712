using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <summary>Reads what a Put on winrm/config changes, and makes the changes.</summary>
internal static class ConfigReader
{
    /// <summary>Reads a section's element, which the reader is on.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="path">The section's path.</param>
    /// <param name="changes">Where the changes go, in their order.</param>
    /// <exception cref="WsManFaultException">It is not the section's, names what is not known, or something twice.</exception>
    public static void Read(EnvelopeReader reader, string path, List<(ConfigSetting Setting, string Value)> changes)
    {
        if (!reader.Is(ConfigWriter.Find(path).Element, Namespaces.Config))
            throw new WsManFaultException(Fault.SchemaValidation("The body is not the configuration section of the resource."));
        ReadSection(reader, path, changes);
    }

    /// <summary>Makes the changes.</summary>
    /// <exception cref="WsManFaultException">A value is not allowed, or a setting is read-only: then nothing changes.</exception>
    public static WsManSettings Apply(WsManSettings settings, List<(ConfigSetting Setting, string Value)> changes)
    {
        foreach (var (setting, value) in changes)
        {
            // A client puts back what it got: what is as it was is not a change.
            if (setting.Read(settings).Equals(value, StringComparison.OrdinalIgnoreCase)) continue;
            if (setting.Write is null)
                throw new WsManFaultException(Fault.Internal($"{setting.Name} cannot be changed.", WsManErrors.SettingIsReadOnly));
            settings = setting.Write(settings, value);
        }
        return settings;
    }

    private static void ReadSection(EnvelopeReader reader, string path, List<(ConfigSetting Setting, string Value)> changes)
    {
        List<string> sections = [];
        reader.Enter();
        while (reader.NextChild())
        {
            var name = reader.LocalName;
            if (!reader.IsIn(Namespaces.Config)) throw new WsManFaultException(Fault.SchemaValidation($"{name} is in a wrong namespace."));
            var section = Array.Find(ConfigTable.Sections, s => s.Parent == path && s.Path.Length > 0 && s.Element == name);
            var setting = Array.Find(ConfigTable.Settings, s => s.Section == path && s.Name == name);
            if (sections.Contains(name) || changes.Exists(change => change.Setting == setting))
                throw new WsManFaultException(Fault.SchemaValidation($"The body repeats {name}."));
            if (setting is null) sections.Add(name);
            if (section.Path is not null) ReadSection(reader, section.Path, changes);
            else if (setting is not null) changes.Add((setting, reader.ReadText()));
            // The client's own settings are part of the whole document; they are ignored.
            else if (path.Length == 0 && name == "Client") reader.Skip();
            else throw new WsManFaultException(Fault.SchemaValidation($"The configuration has no {name} at this place."));
        }
    }
}
