using System.Globalization;
using System.Runtime.CompilerServices;
using System.Xml;
using System.Xml.Linq;
using Sekimori.Client.WsMan.Messages;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.WsMan;

/// <content>Enumerations ([DSP0226] 8).</content>
public sealed partial class WsManClient
{
    /// <summary>Enumerates objects as XML ([DSP0226] 8), batch by batch on demand. An enumeration that is left early is released.</summary>
    public IAsyncEnumerable<XElement> EnumerateElementsAsync(
        WsManResource resource, EnumerateOptions? options = null, CancellationToken cancellationToken = default) =>
        EnumerateAsync(resource, options ?? new EnumerateOptions(), ElementReader.Read, isHeld: false, cancellationToken);

    /// <summary>Enumerates objects ([DSP0226] 8) into a list, of at most <see cref="WsManClientOptions.MaxListBytes"/>.</summary>
    /// <exception cref="WsManClientException"><see cref="WsManFailure.OverLimit"/>: the list would grow beyond a limit.</exception>
    public async Task<IReadOnlyList<XElement>> ListElementsAsync(
        WsManResource resource, EnumerateOptions? options = null, CancellationToken cancellationToken = default) =>
        await EnumerateAsync(resource, options ?? new EnumerateOptions(), ElementReader.Read, isHeld: true, cancellationToken)
        .ToListAsync(cancellationToken).ConfigureAwait(false);

    private async IAsyncEnumerable<T> EnumerateAsync<T>(
        WsManResource resource, EnumerateOptions options, Func<EnvelopeReader, T> readItem, bool isHeld, [EnumeratorCancellation]
        CancellationToken cancellationToken)
    {
        var meter = new EnumerationMeter(Address, _options, isHeld);
        var batch = await ExchangeAsync(EnumerateRequest(resource, options), reader =>
            Batch<T>.Read(reader, readItem), null, cancellationToken).ConfigureAwait(false)
            ?? throw Reply.Malformed(Address, "its answer contains no enumeration");
        var ended = false;
        try
        {
            while (true)
            {
                // Before its objects are forwarded: if the consumer stops within the last batch, there is nothing to release.
                ended = batch.IsLast;
                meter.Count(batch);
                foreach (var item in batch.Items) yield return item;
                if (ended) yield break;
                batch = await PullAsync(resource, batch.Context, options, readItem, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            if (!ended) await ReleaseAsync(resource, batch.Context).ConfigureAwait(false);
        }
    }

    private static Request EnumerateRequest(WsManResource resource, EnumerateOptions options) => new(Actions.Enumerate, resource)
    {
        Body = xml =>
        {
            xml.WriteStartElement("n", "Enumerate", Namespaces.Enumeration);
            xml.WriteElementString("w", "OptimizeEnumeration", Namespaces.WsMan, null);
            xml.WriteElementString("w", "MaxElements", Namespaces.WsMan, options.BatchSize.ToString(CultureInfo.InvariantCulture));
            WriteFilter(xml, options);
            xml.WriteEndElement();
        },
    };

    private static void WriteFilter(XmlWriter xml, EnumerateOptions options)
    {
        if (options.Wql is null && options.Selectors.Count == 0) return;
        xml.WriteStartElement("w", "Filter", Namespaces.WsMan);
        xml.WriteAttributeString("Dialect", options.Wql is null ? WellKnown.DialectSelector : WellKnown.DialectWql);
        if (options.Wql is not null) xml.WriteString(options.Wql);
        else HeaderWriter.Selectors(xml, options.Selectors);
        xml.WriteEndElement();
    }

    private async Task<Batch<T>> PullAsync<T>(
        WsManResource resource, string context, EnumerateOptions options, Func<EnvelopeReader, T> readItem,
        CancellationToken cancellationToken)
    {
        var request = new Request(Actions.Pull, resource with { Selectors = [] })
        {
            Body = xml =>
            {
                xml.WriteStartElement("n", "Pull", Namespaces.Enumeration);
                xml.WriteElementString("n", "EnumerationContext", Namespaces.Enumeration, context);
                xml.WriteElementString("n", "MaxElements", Namespaces.Enumeration,
                    options.BatchSize.ToString(CultureInfo.InvariantCulture));
                xml.WriteEndElement();
            },
        };
        return await ExchangeAsync(request, reader => Batch<T>.Read(reader, readItem), null, cancellationToken).ConfigureAwait(false)
            ?? throw Reply.Malformed(Address, "its answer contains no items");
    }

    private async Task ReleaseAsync(WsManResource resource, string context)
    {
        if (context.Length == 0) return;
        var request = new Request(Actions.Release, resource with { Selectors = [] })
        {
            Timeout = TimeSpan.FromSeconds(5),
            Body = xml =>
            {
                xml.WriteStartElement("n", "Release", Namespaces.Enumeration);
                xml.WriteElementString("n", "EnumerationContext", Namespaces.Enumeration, context);
                xml.WriteEndElement();
            },
        };
        try
        {
            _ = await ExchangeAsync<object?>(request, static _ => null, null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (WsManClientException)
        {
            // The service ends an abandoned enumeration by itself; a failure to release it must not hide the original error.
        }
    }
}
