using System.Xml;
using System.Xml.Linq;
using Sekimori.Client.WsMan.Messages;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.WsMan;

/// <content>Put, Create and Delete ([DSP0226] 7.4 to 7.6), and parts of objects (7.7).</content>
public sealed partial class WsManClient
{
    /// <summary>Gets one property of an object.</summary>
    /// <param name="resource">The object.</param>
    /// <param name="path">The part, by XPath of level 1: <c>Name</c>, <c>Name[2]</c>, <c>Name/text()</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The XmlFragment, with the part in it.</returns>
    public async Task<XElement> GetFragmentAsync(WsManResource resource, string path, CancellationToken cancellationToken = default) =>
        await ExchangeAsync(new Request(Actions.Get, resource) { Fragment = path }, ElementReader.Read, null, cancellationToken)
        .ConfigureAwait(false)
        ?? throw Reply.Malformed(Address, "its answer contains no fragment");

    /// <summary>Replaces an object.</summary>
    /// <param name="resource">The object.</param>
    /// <param name="representation">The whole object, best as <see cref="GetElementAsync"/> gave it, with what must be changed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The object as it is now; null if the service does not return it.</returns>
    public Task<XElement?> PutAsync(WsManResource resource, XElement representation, CancellationToken cancellationToken = default) =>
        ExchangeAsync(new Request(Actions.Put, resource) { Body = representation.WriteTo }, ElementReader.Read, null, cancellationToken);

    /// <summary>Changes one property of an object.</summary>
    /// <param name="resource">The object.</param>
    /// <param name="property">The property.</param>
    /// <param name="value">Its new value; null for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The XmlFragment as it is now; null if the service does not return it.</returns>
    public Task<XElement?> PutFragmentAsync(
        WsManResource resource, string property, string? value, CancellationToken cancellationToken = default)
    {
        var name = NameOf(property);
        return ExchangeAsync(new Request(Actions.Put, resource)
        {
            Fragment = name,
            Body = xml =>
            {
                xml.WriteStartElement("w", "XmlFragment", Namespaces.WsMan);
                WriteValues(xml, resource.Uri, [new(name, value)]);
                xml.WriteEndElement();
            },
        }, ElementReader.Read, null, cancellationToken);
    }

    /// <summary>Makes an object.</summary>
    /// <param name="resource">Its class.</param>
    /// <param name="values">Its properties; a repeated name is an array.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The new object, with its keys.</returns>
    public async Task<WsManResource> CreateAsync(
        WsManResource resource, IReadOnlyList<KeyValuePair<string, string?>> values, CancellationToken cancellationToken = default)
    {
        foreach (var (name, _) in values) NameOf(name);
        var className = resource.Uri[(resource.Uri.LastIndexOf('/') + 1)..];
        var request = new Request(Actions.Create, resource)
        {
            Body = xml =>
            {
                xml.WriteStartElement("p", className, resource.Uri);
                WriteValues(xml, resource.Uri, values);
                xml.WriteEndElement();
            },
        };
        var reference = await ExchangeAsync(request, static reader =>
            EndpointReference.Read(reader, SoapLimits.Default), null, cancellationToken).ConfigureAwait(false)
            ?? throw Reply.Malformed(Address, "it does not name what it created");
        return new WsManResource(reference.ResourceUri, reference.Selectors);
    }

    /// <summary>Deletes an object.</summary>
    public Task DeleteAsync(WsManResource resource, CancellationToken cancellationToken = default) =>
        ExchangeAsync<object?>(new Request(Actions.Delete, resource), static _ => null, null, cancellationToken);

    private static string NameOf(string text)
    {
        try
        {
            return XmlConvert.VerifyNCName(text);
        }
        catch (XmlException e)
        {
            throw new WsManClientException(WsManFailure.Misuse, $"invalid property name: {e.Message.TrimEnd('.')}", e);
        }
    }

    private static void WriteValues(XmlWriter xml, string uri, IReadOnlyList<KeyValuePair<string, string?>> values)
    {
        foreach (var (name, value) in values)
        {
            xml.WriteStartElement("p", name, uri);
            if (value is null) xml.WriteAttributeString("xsi", "nil", Namespaces.SchemaInstance, "true");
            else xml.WriteString(SafeText.Of(value));
            xml.WriteEndElement();
        }
    }
}
