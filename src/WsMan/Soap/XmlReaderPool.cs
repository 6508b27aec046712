using System.Collections.Concurrent;
using System.Xml;

namespace Sekimori.WsMan.Soap;

/// <summary>Keeps a few XML readers with their buffers, for the next envelope.</summary>
internal sealed class XmlReaderPool(int size)
{
    private readonly ConcurrentBag<XmlDictionaryReader> _readers = [];
    private volatile CachedQuotas? _quotas;

    /// <summary>A reader over <paramref name="count"/> bytes of <paramref name="buffer"/> from <paramref name="start"/> on.</summary>
    public XmlDictionaryReader Rent(byte[] buffer, int start, int count, EnvelopeCharset charset, SoapLimits limits)
    {
        var quotas = Quotas(limits);
        // UTF-16 need not be declared if there is a byte order mark; the reader needs the declaration.
        var encoding = charset == EnvelopeCharset.Utf8 ? null : charset.Encoding();
        if (!_readers.TryTake(out var reader)) return XmlDictionaryReader.CreateTextReader(buffer, start, count, encoding, quotas, null);
        ((IXmlTextReaderInitializer)reader).SetInput(buffer, start, count, encoding, quotas, null);
        return reader;
    }

    /// <summary>Returns a reader, in any state.</summary>
    public void Return(XmlDictionaryReader reader)
    {
        reader.Close();
        if (_readers.Count < size) _readers.Add(reader);
    }

    private XmlDictionaryReaderQuotas Quotas(SoapLimits limits)
    {
        if (_quotas is { } known && ReferenceEquals(known.Limits, limits)) return known.Quotas;
        var quotas = new XmlDictionaryReaderQuotas
        {
            // One more than the reader above allows, which names the fault.
            MaxDepth = limits.MaxDepth + 1,
            MaxBytesPerRead = limits.MaxTagBytes,
            MaxStringContentLength = limits.MaxEnvelopeBytes,
            MaxArrayLength = limits.MaxEnvelopeBytes,
            // Names of elements that the reader keeps: an honest envelope has a few hundred short ones.
            MaxNameTableCharCount = 64 * 1024,
        };
        _quotas = new CachedQuotas(limits, quotas);
        return quotas;
    }

    private sealed record CachedQuotas(SoapLimits Limits, XmlDictionaryReaderQuotas Quotas);
}
