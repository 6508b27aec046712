using System.Xml;
using System.Xml.Linq;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Soap;

namespace Sekimori.Gate.Gateway.Terminated;

/// <summary>
/// The envelope that goes to a target: headers written from the values that the guard was asked about, and the body that they were read
/// with. Nothing else of what the caller sent goes on.
/// </summary>
/// <param name="headers">The caller's headers.</param>
/// <param name="to">The target's service.</param>
internal sealed class OutgoingRequest(RequestHeaders headers, Uri to)
{
    /// <summary>The identity of this message: the answer must name it.</summary>
    public string MessageId { get; } = HeaderWriter.IdOf(Guid.NewGuid());

    /// <summary>The selectors, with the ids that the target knows.</summary>
    public required IReadOnlyList<Selector> Selectors { get; init; }

    /// <summary>The element of the body, with the ids that the target knows; null for an empty body.</summary>
    public required XElement? Body { get; init; }

    /// <summary>The largest answer, in bytes.</summary>
    public required int MaxEnvelopeSize { get; init; }

    /// <summary>How long the target may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Writes the envelope.</summary>
    public byte[] Write()
    {
        using var text = new MemoryStream();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings
        {
            Encoding = new System.Text.UTF8Encoding(false), OmitXmlDeclaration = true, CloseOutput = false
        }))
        {
            // Identify has no headers ([DSP0226] 11).
            HeaderWriter.Envelope(xml, headers.ResourceUri.Length > 0 ? WriteHeaders : null, Body is null ? null : Body.WriteTo);
        }
        return text.ToArray();
    }

    private void WriteHeaders(XmlWriter xml)
    {
        HeaderWriter.Addressing(xml, to, SafeText.Of(headers.ResourceUri), SafeText.Of(headers.Action), MaxEnvelopeSize, MessageId);
        WriteLanguage(xml, "w", "Locale", Namespaces.WsMan, headers.Locale);
        WriteLanguage(xml, "p", "DataLocale", Namespaces.WsManMicrosoft, headers.DataLocale);
        // PowerShell's client has one for its shell; operations of robust connections end at the gate.
        if (headers.SessionId is { } session) xml.WriteElementString("p", "SessionId", Namespaces.WsManMicrosoft, session);
        xml.WriteElementString("w", "OperationTimeout", Namespaces.WsMan, XsDuration.Format(Timeout));
        if (headers.Compression is { } compression)
            HeaderWriter.Understood(xml, "rsp", "CompressionType", Namespaces.Shell, SafeText.Of(compression));
        HeaderWriter.Selectors(
            xml, [.. Selectors.Select(one => one with { Name = SafeText.Of(one.Name), Value = SafeText.Of(one.Value) })]);
        if (headers.Fragment is { } fragment) WriteFragment(xml, fragment);
        if (headers.HasOptionSet)
            HeaderWriter.Options(xml,
                [.. headers.Options.Select(one => one with { Name = SafeText.Of(one.Name), Value = SafeText.Of(one.Value) })],
                mustUnderstand: true);
        if (headers.RequestsEndpointReference) xml.WriteElementString("w", "RequestEPR", Namespaces.WsMan, null);
        if (headers.RequestsItemCount) xml.WriteElementString("w", "RequestTotalItemsCountEstimate", Namespaces.WsMan, null);
    }

    private static void WriteFragment(XmlWriter xml, FragmentTransfer fragment)
    {
        xml.WriteStartElement("w", "FragmentTransfer", Namespaces.WsMan);
        xml.WriteAttributeString("s", "mustUnderstand", Namespaces.Soap, "true");
        if (fragment.Dialect != WellKnown.DialectXPath) xml.WriteAttributeString("Dialect", fragment.Dialect);
        xml.WriteString(SafeText.Of(fragment.Path));
        xml.WriteEndElement();
    }

    private static void WriteLanguage(XmlWriter xml, string prefix, string name, string space, string? language)
    {
        if (!string.IsNullOrEmpty(language)) HeaderWriter.Language(xml, prefix, name, space, SafeText.Of(language));
    }
}
