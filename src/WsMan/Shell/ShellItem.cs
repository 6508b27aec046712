using System.Globalization;
using System.Xml;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Enumeration;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Shell;

/// <summary>A shell as an object ([MS-WSMV] 2.2.4.37): in the reply to Create, to Get, and in enumerations.</summary>
internal sealed record ShellItem(OpenShell Shell, EndpointReference Reference, DateTimeOffset Now) : IEnumerationItem
{
    EndpointReference? IEnumerationItem.Reference => Reference;

    public void WriteObject(EnvelopeWriter writer) => Write(writer.Xml, Shell, Now);

    /// <summary>Writes the rsp:Shell.</summary>
    public static void Write(XmlWriter xml, OpenShell shell, DateTimeOffset now)
    {
        xml.WriteStartElement("rsp", "Shell", Namespaces.Shell);
        Element("ShellId", shell.IdText);
        if (!string.IsNullOrEmpty(shell.Body.Name)) Element("Name", shell.Body.Name);
        Element("ResourceUri", shell.Kind);
        Element("Owner", shell.Owner.Account);
        Element("ClientIP", shell.Owner.Remote?.Address.ToString() ?? "");
        if (shell.Shell.ProcessId is { } process) Element("ProcessId", process.ToString(CultureInfo.InvariantCulture));
        if (!string.IsNullOrEmpty(shell.Body.WorkingDirectory)) Element("WorkingDirectory", shell.Body.WorkingDirectory);
        if (shell.Body.Lifetime is { } lifetime)
            Element("Lifetime", XsDuration.Format(TimeSpan.FromSeconds(Math.Max(0, (lifetime - (now - shell.Created)).TotalSeconds))));
        Element("IdleTimeOut", XsDuration.Format(shell.IdleTimeout));
        Element("InputStreams", shell.Body.InputStreams);
        Element("OutputStreams", shell.Body.OutputStreams);
        Element("MaxIdleTimeOut", XsDuration.Format(shell.IdleTimeout));
        Element("Locale", shell.Locale ?? "en-US");
        Element("DataLocale", shell.DataLocale ?? "en-US");
        Element("CompressionMode", "NoCompression");
        Element("ProfileLoaded", shell.ProfileLoaded ? "Yes" : "No");
        Element("Encoding", "UTF8");
        Element("BufferMode", shell.BufferMode);
        Element("State", shell.IsDisconnected ? "Disconnected" : "Connected");
        Element("ShellRunTime", Format(now - shell.Created));
        Element("ShellInactivity", Format(shell.InactiveAt(now)));
        xml.WriteEndElement();

        void Element(string name, string value) => xml.WriteElementString("rsp", name, Namespaces.Shell, SafeText.Of(value));
    }

    private static string Format(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"P{time.Days}DT{time.Hours}H{time.Minutes}M{time.Seconds}S");
}
