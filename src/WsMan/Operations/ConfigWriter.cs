using System.Xml;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <summary>Writes the settings, the whole or a section with what is in it.</summary>
internal static class ConfigWriter
{
    /// <summary>Writes one section.</summary>
    /// <param name="xml">Where to.</param>
    /// <param name="path">The section's path below winrm/config, in lower case; empty for all.</param>
    /// <param name="settings">The settings.</param>
    public static void Write(XmlWriter xml, string path, WsManSettings settings)
    {
        var (_, element, _) = Find(path);
        xml.WriteStartElement("cfg", element, Namespaces.Config);
        foreach (var setting in ConfigTable.Settings)
        {
            if (setting.Section == path) xml.WriteElementString("cfg", setting.Name, Namespaces.Config, setting.Read(settings));
        }
        foreach (var section in ConfigTable.Sections)
        {
            if (section.Parent == path && section.Path.Length > 0) Write(xml, section.Path, settings);
        }
        xml.WriteEndElement();
    }

    /// <summary>Finds a section.</summary>
    /// <exception cref="WsManFaultException">There is no setting with this path.</exception>
    public static (string Path, string Element, string Parent) Find(string path)
    {
        foreach (var section in ConfigTable.Sections)
        {
            if (section.Path == path) return section;
        }
        throw new WsManFaultException(Fault.ResourceNotFound(Namespaces.Config + "/" + path));
    }
}
