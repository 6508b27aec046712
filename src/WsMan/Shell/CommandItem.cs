using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Enumeration;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Shell;

/// <summary>A command as an item: what an Enumerate of one shell gives ([MS-WSMV] 3.1.4.8.2).</summary>
internal sealed record CommandItem(OpenCommand Command) : IEnumerationItem
{
    public EndpointReference? Reference => null;

    public void WriteObject(EnvelopeWriter writer)
    {
        var xml = writer.Xml;
        xml.WriteStartElement("rsp", "Command", Namespaces.Shell);
        xml.WriteElementString("rsp", "CommandId", Namespaces.Shell, Command.IdText);
        xml.WriteElementString("rsp", "CommandLine", Namespaces.Shell, SafeText.Of(Command.Line));
        xml.WriteElementString("rsp", "State", Namespaces.Shell, Command.Command.ExitCode is null ? ShellNames.Running : ShellNames.Done);
        xml.WriteEndElement();
    }
}
