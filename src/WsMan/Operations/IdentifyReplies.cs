using System.Xml;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <summary>
/// The replies to Identify ([DSP0226] 11, [MS-WSMV] 3.1.4.1.23). Nothing in them depends on the request but its character set, so each is
/// written once.
/// </summary>
internal sealed class IdentifyReplies(WsManServiceInfo info)
{
    private const string Profiles = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/";

    private volatile Rendered? _rendered;

    /// <summary>The reply.</summary>
    public ReadOnlyMemory<byte> Get(WsManSettings settings, EnvelopeCharset charset, bool authenticated)
    {
        var rendered = _rendered;
        if (rendered is null || !ReferenceEquals(rendered.Settings, settings)) _rendered = rendered = new Rendered(settings);
        ref var slot = ref rendered.Bodies[(int)charset * 2 + (authenticated ? 1 : 0)];
        return slot ??= Write(settings, charset, authenticated);
    }

    private byte[] Write(WsManSettings settings, EnvelopeCharset charset, bool authenticated)
    {
        using var writer = new EnvelopeWriter(charset);
        writer.BeginBare();
        WriteBody(writer.Xml, settings, authenticated);
        using var finished = writer.End();
        return finished.Written.ToArray();
    }

    /// <summary>Writes the body of the reply.</summary>
    public void WriteBody(XmlWriter xml, WsManSettings settings, bool authenticated)
    {
        xml.WriteStartElement("wsmid", "IdentifyResponse", Namespaces.Identity);
        xml.WriteElementString("wsmid", "ProtocolVersion", Namespaces.Identity, Namespaces.WsMan);
        xml.WriteElementString("wsmid", "ProductVendor", Namespaces.Identity, info.Vendor);
        xml.WriteElementString("wsmid", "ProductVersion", Namespaces.Identity, authenticated ? info.Version : info.AnonymousVersion);
        // [MS-WSMV] 3.1.4.1.23: the profiles are for those who have authenticated only.
        if (authenticated)
        {
            xml.WriteStartElement("wsmid", "SecurityProfiles", Namespaces.Identity);
            if (settings.Basic)
            {
                if (settings.AllowUnencrypted) WriteProfile("http/basic");
                WriteProfile("https/basic");
            }
            if (settings.Negotiate || settings.Kerberos)
            {
                WriteProfile("http/spnego-kerberos");
                WriteProfile("https/spnego-kerberos");
            }
            if (settings.Digest)
            {
                if (settings.AllowUnencrypted) WriteProfile("http/digest");
                WriteProfile("https/digest");
            }
            if (settings.Certificate) WriteProfile("https/mutual");
            xml.WriteEndElement();
        }
        xml.WriteEndElement();

        void WriteProfile(string name) => xml.WriteElementString("wsmid", "SecurityProfileName", Namespaces.Identity, Profiles + name);
    }

    private sealed class Rendered(WsManSettings settings)
    {
        public WsManSettings Settings { get; } = settings;

        public byte[]?[] Bodies { get; } = new byte[]?[6];
    }
}
