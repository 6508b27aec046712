using System.Text;
using System.Xml;
using Sekimori.Observations;

namespace Sekimori.Capture.Http;

/// <summary>
/// Reads from a plain SOAP envelope what rules ask for. A document that is not well formed gives what stood before the fault.
/// </summary>
internal static class EnvelopeFacts
{
    /// <summary>Nesting of an envelope: WS-Management's own is below twenty.</summary>
    private const int DepthLimit = 64;

    public static (string Resource, string Action) Read(ReadOnlySpan<byte> body, FactSet facts)
    {
        string resource = "", action = "";
        if (body.IndexOf("<!DOCTYPE"u8) >= 0 || body.IndexOf("<!ENTITY"u8) >= 0 || body.IndexOf("<\0!\0D\0O\0C\0T"u8) >= 0)
        {
            facts.Add(Fact.Anomaly, "doctype");
            return (resource, action);
        }
        if (body.SequenceEqual("<xml></xml>"u8)) facts.Add(Fact.Anomaly, "dummy_body");
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 128 * 1024
        };
        try
        {
            using var stream = new MemoryStream(body.ToArray());
            using var xml = XmlReader.Create(stream, settings);
            var arguments = new StringBuilder();
            while (xml.Read())
            {
                if (xml.Depth > DepthLimit)
                {
                    facts.Add(Fact.Anomaly, "deep_nesting");
                    break;
                }
                if (xml.NodeType != XmlNodeType.Element) continue;
                switch (xml.LocalName)
                {
                    case "ResourceURI": resource = Text(xml); break;
                    case "Action" when action.Length == 0: action = Text(xml); break;
                    case "Selector":
                        var name = xml.GetAttribute("Name");
                        facts.Add(Fact.Selector, $"{name}={Text(xml)}");
                        break;
                    case "NotifyTo": facts.Add(Fact.NotifyTo, Address(xml)); break;
                    case "Command" or "CommandLine" when xml.NamespaceURI.Contains("/shell", StringComparison.Ordinal)
                        && xml.LocalName == "Command":
                        arguments.Append(Text(xml).Trim('"'));
                        break;
                    case "Arguments" when arguments.Length > 0: arguments.Append(' ').Append(Text(xml)); break;
                    case "CommandLine" or "command" or "Script"
                        when xml.Depth >= 3 && !xml.NamespaceURI.Contains("/shell", StringComparison.Ordinal):
                        facts.Add(Fact.CommandLine, Text(xml));
                        break;
                    case "creationXml" when !xml.IsEmptyElement && xml.Read() && xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA:
                        foreach (var size in ClientWindows.Read(xml.Value)) facts.Add(Fact.Window, size);
                        break;
                    case "Filter" when Text(xml) is { Length: > 0 } query: facts.Add(Fact.Query, query); break;
                }
            }
            if (arguments.Length > 0) facts.Add(Fact.CommandLine, arguments.ToString());
        }
        catch (XmlException)
        {
            // What was read is kept: a capture may hold only the first part of a body.
        }
        AddTarget(resource, action, facts);
        return (resource, action);
    }

    /// <summary>The class that a resource URI ends with, and the method where the action is one of that class.</summary>
    private static void AddTarget(string resource, string action, FactSet facts)
    {
        var slash = action.LastIndexOf('/');
        if (resource.Length > 0 && action.Length > 0 && slash > 0 && action.StartsWith(resource, StringComparison.OrdinalIgnoreCase))
            facts.Add(Fact.Method, action[(slash + 1)..]);
        if (resource.LastIndexOf('/') is var last and > 0) facts.Add(Fact.ClassName, resource[(last + 1)..]);
    }

    private static string Text(XmlReader xml)
    {
        if (xml.IsEmptyElement || !xml.Read()) return "";
        return xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA ? xml.Value.Trim() : "";
    }

    private static string Address(XmlReader xml)
    {
        var depth = xml.Depth;
        while (xml.Read() && xml.Depth > depth)
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "Address" }) return Text(xml);
        return "";
    }
}
