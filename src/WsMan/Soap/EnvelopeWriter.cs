using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text;
using System.Xml;
using Sekimori.WsMan.Addressing;

namespace Sekimori.WsMan.Soap;

/// <summary>
/// Writes one envelope after the other to pooled memory. <see cref="Begin"/> writes the headers and opens the body, the caller writes the
/// body's content, <see cref="End"/> closes it. Starting again discards what was written, so a fault can replace a reply that failed
/// half-way.
/// </summary>
internal sealed class EnvelopeWriter : IDisposable
{
    private static readonly ConcurrentBag<XmlDictionaryWriter> Idle = [];

    private readonly EnvelopeCharset _charset;
    private readonly XmlDictionaryWriter _xml;
    private ReplyBuffer _buffer;
    private bool _disposed;

    /// <summary>Rents a writer.</summary>
    /// <param name="charset">What the envelope is written in: that of the request.</param>
    public EnvelopeWriter(EnvelopeCharset charset)
    {
        _charset = charset;
        _buffer = new ReplyBuffer();
        _xml = Idle.TryTake(out var idle) ? idle : XmlDictionaryWriter.CreateTextWriter(_buffer, Encoding.UTF8, ownsStream: false);
    }

    /// <summary>The character set of the finished envelope.</summary>
    public EnvelopeCharset Charset => _charset;

    /// <summary>Where the body's content is written.</summary>
    public XmlWriter Xml => _xml;

    /// <summary>How many bytes the envelope has so far.</summary>
    public int Length
    {
        get
        {
            _xml.Flush();
            return _buffer.Count;
        }
    }

    /// <summary>Opens an envelope and its body.</summary>
    /// <param name="action">The action of the message.</param>
    /// <param name="relatesTo">The MessageID that it answers, or null.</param>
    /// <param name="maxBytes">How large it may become.</param>
    /// <param name="writeHeaders">Writes further headers, or null.</param>
    public void Begin(string action, string? relatesTo, int maxBytes = int.MaxValue, Action<XmlWriter>? writeHeaders = null)
    {
        Reset(maxBytes);
        StartEnvelope();
        _xml.WriteStartElement("s", "Header", Namespaces.Soap);
        _xml.WriteElementString("a", "Action", Namespaces.Addressing, SafeText.Of(action));
        _xml.WriteElementString("a", "MessageID", Namespaces.Addressing, NewMessageId());
        _xml.WriteElementString("a", "To", Namespaces.Addressing, WellKnown.Anonymous);
        if (relatesTo is not null) _xml.WriteElementString("a", "RelatesTo", Namespaces.Addressing, SafeText.Of(relatesTo));
        writeHeaders?.Invoke(_xml);
        _xml.WriteEndElement();
        _xml.WriteStartElement("s", "Body", Namespaces.Soap);
    }

    /// <summary>Opens an envelope without headers, as the Identify exchange has it ([DSP0226] 11).</summary>
    public void BeginBare()
    {
        Reset(int.MaxValue);
        StartEnvelope();
        _xml.WriteStartElement("s", "Header", Namespaces.Soap);
        _xml.WriteEndElement();
        _xml.WriteStartElement("s", "Body", Namespaces.Soap);
    }

    /// <summary>Writes bytes as base64. The bulk bypasses the XML writer, which is slow.</summary>
    public void WriteBase64(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return;
        // Three bytes make four characters and leave the XML writer with nothing pending; they also close the start tag.
        var head = Math.Min(3, bytes.Length);
        _xml.WriteBase64(bytes[..head].ToArray(), 0, head);
        if (bytes.Length == head) return;
        _xml.Flush();
        var room = Base64.GetMaxEncodedToUtf8Length(bytes.Length - head);
        Base64.EncodeToUtf8(bytes[head..], _buffer.GetSpan(room), out _, out var written);
        _buffer.Advance(written);
    }

    /// <summary>
    /// The buffer itself, for content that bypasses the XML writer. Only within an element that already has content: the writer closes a
    /// start tag late. What is written must be well-formed and escaped; the writer continues after it.
    /// </summary>
    public ReplyBuffer Raw()
    {
        _xml.Flush();
        return _buffer;
    }

    /// <summary>
    /// Removes what was written after the envelope had <paramref name="length"/> bytes. Only between elements of the same parent, and never
    /// its first.
    /// </summary>
    public void TakeBack(int length)
    {
        _xml.Flush();
        _buffer.Truncate(length);
    }

    /// <summary>Cuts out what was written between two lengths that <see cref="Length"/> had.</summary>
    public void Cut(int from, int to)
    {
        _xml.Flush();
        _buffer.Cut(from, to);
    }

    /// <summary>Closes body and envelope.</summary>
    /// <returns>The finished envelope, which the caller disposes of.</returns>
    public ReplyBuffer End()
    {
        _xml.WriteEndElement();
        _xml.WriteEndElement();
        _xml.Flush();
        var finished = _buffer;
        if (_charset != EnvelopeCharset.Utf8)
        {
            finished = Transcode(_buffer.Written.Span);
            _buffer.Dispose();
        }
        _buffer = new ReplyBuffer();
        return finished;
    }

    /// <summary>Gives the writer back.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _buffer.Dispose();
        // A handful of idle writers is enough; each holds a buffer of about 1 KB.
        if (Idle.Count < 16) Idle.Add(_xml);
    }

    private static string NewMessageId() => string.Create(41, Guid.NewGuid(), static (text, id) =>
    {
        "uuid:".CopyTo(text);
        id.TryFormat(text[5..], out _);
        for (var i = 5; i < text.Length; i++) text[i] = char.ToUpperInvariant(text[i]);
    });

    private void Reset(int maxBytes)
    {
        _buffer.Truncate(0);
        // Text of ASCII doubles in UTF-16.
        _buffer.Limit = _charset == EnvelopeCharset.Utf8 ? maxBytes : maxBytes / 2;
        ((IXmlTextWriterInitializer)_xml).SetOutput(_buffer, Encoding.UTF8, ownsStream: false);
    }

    private void StartEnvelope()
    {
        _xml.WriteStartElement("s", "Envelope", Namespaces.Soap);
        _xml.WriteXmlAttribute("lang", "en-US");
        _xml.WriteXmlnsAttribute("a", Namespaces.Addressing);
        _xml.WriteXmlnsAttribute("w", Namespaces.WsMan);
    }

    private ReplyBuffer Transcode(ReadOnlySpan<byte> utf8)
    {
        var target = new ReplyBuffer();
        target.Write(_charset == EnvelopeCharset.Utf16LittleEndian ? [0xff, 0xfe] : [0xfe, 0xff]);
        var text = Encoding.UTF8.GetString(utf8);
        var encoding = _charset.Encoding();
        var count = encoding.GetByteCount(text);
        target.Advance(encoding.GetBytes(text, target.GetSpan(count)));
        return target;
    }
}
