using System.Globalization;
using System.Xml;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <summary>Writes the settings as [MS-WSMV] 2.2.4.10 has them, the whole or a part.</summary>
internal static class ConfigWriter
{
    // What Windows has for settings that it keeps without obeying them ([MS-WSMV] appendix B, notes 10, 17 and 29).
    private const uint Unlimited = 4294967295;

    /// <summary>Writes one part.</summary>
    /// <param name="xml">Where to.</param>
    /// <param name="part">The part's path below winrm/config, in lower case; empty for all.</param>
    /// <param name="settings">The settings.</param>
    public static void Write(XmlWriter xml, string part, WsManSettings settings)
    {
        switch (part)
        {
            case "": WriteAll(xml, settings); break;
            case "service": WriteService(xml, settings); break;
            case "service/auth": WriteAuth(xml, settings); break;
            case "service/defaultports" or "client/defaultports": WritePorts(xml); break;
            case "winrs": WriteWinrs(xml, settings); break;
            default: throw new WsManFaultException(Fault.ResourceNotFound(Namespaces.Config + "/" + part));
        }
    }

    private static void WriteAll(XmlWriter xml, WsManSettings s)
    {
        Start(xml, "Config");
        Number(xml, "MaxEnvelopeSizekb", s.MaxEnvelopeSizeKb);
        Number(xml, "MaxTimeoutms", s.MaxTimeoutMs);
        Number(xml, "MaxBatchItems", s.MaxBatchItems);
        Number(xml, "MaxProviderRequests", Unlimited);
        WriteService(xml, s);
        WriteWinrs(xml, s);
        xml.WriteEndElement();
    }

    private static void WriteService(XmlWriter xml, WsManSettings s)
    {
        Start(xml, "Service");
        Number(xml, "MaxConcurrentOperations", Unlimited);
        Number(xml, "MaxConcurrentOperationsPerUser", s.MaxConcurrentOperationsPerUser);
        Number(xml, "EnumerationTimeoutms", s.EnumerationTimeoutMs);
        Number(xml, "MaxConnections", s.MaxConnections);
        Number(xml, "MaxPacketRetrievalTimeSeconds", s.MaxPacketRetrievalTimeSeconds);
        Flag(xml, "AllowUnencrypted", s.AllowUnencrypted);
        WriteAuth(xml, s);
        WritePorts(xml);
        xml.WriteEndElement();
    }

    private static void WriteAuth(XmlWriter xml, WsManSettings s)
    {
        Start(xml, "Auth");
        Flag(xml, "Basic", s.Basic);
        Flag(xml, "Kerberos", s.Kerberos);
        Flag(xml, "Negotiate", s.Negotiate);
        Flag(xml, "Certificate", s.Certificate);
        Flag(xml, "CredSSP", s.CredSsp);
        Text(xml, "CbtHardeningLevel", s.CbtHardeningLevel);
        xml.WriteEndElement();
    }

    private static void WritePorts(XmlWriter xml)
    {
        Start(xml, "DefaultPorts");
        Number(xml, "HTTP", 5985);
        Number(xml, "HTTPS", 5986);
        xml.WriteEndElement();
    }

    private static void WriteWinrs(XmlWriter xml, WsManSettings s)
    {
        Start(xml, "Winrs");
        Flag(xml, "AllowRemoteShellAccess", s.AllowRemoteShellAccess);
        Number(xml, "IdleTimeout", s.ShellIdleTimeoutMs);
        Number(xml, "MaxConcurrentUsers", s.MaxConcurrentUsers);
        Number(xml, "MaxShellRunTime", int.MaxValue);
        Number(xml, "MaxProcessesPerShell", s.MaxProcessesPerShell);
        Number(xml, "MaxMemoryPerShellMB", s.MaxMemoryPerShellMb);
        Number(xml, "MaxShellsPerUser", s.MaxShellsPerUser);
        xml.WriteEndElement();
    }

    private static void Start(XmlWriter xml, string name) => xml.WriteStartElement("cfg", name, Namespaces.Config);

    private static void Text(XmlWriter xml, string name, string value) => xml.WriteElementString("cfg", name, Namespaces.Config, value);

    private static void Number(XmlWriter xml, string name, long value) => Text(xml, name, value.ToString(CultureInfo.InvariantCulture));

    private static void Flag(XmlWriter xml, string name, bool value) => Text(xml, name, value ? "true" : "false");
}
