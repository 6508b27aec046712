using System.Text;
using System.Xml;
using Sekimori.WsMan.Faults;

namespace Sekimori.WsMan.Soap;

/// <summary>
/// Walks one envelope element by element, within <see cref="SoapLimits"/>. Whoever is on an element consumes it: by <see cref="Enter"/> and
/// <see cref="NextChild"/> until it returns false, by a Read method, or by <see cref="Skip"/>. The reader below rejects DTDs and processing
/// instructions. Every fault of the XML is a <see cref="WsManFaultException"/>.
/// A strict reader also refuses what two readers could see differently: comments inside plain text, text beside elements where either is a
/// value, anything after the body. Servers are strict.
/// </summary>
internal sealed partial class EnvelopeReader : IDisposable
{
    // A reader keeps its buffers when it is handed new input. One for each thread that is likely to read at a time is kept.
    private static readonly XmlReaderPool Pool = new(16);

    private readonly SoapLimits _limits;
    private readonly bool _isStrict;
    private XmlDictionaryReader? _xml;
    private int _elements;

    /// <summary>Starts to read.</summary>
    /// <param name="buffer">The bytes, which must stay as they are until the reader is disposed of.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="limits">The reader's limits.</param>
    /// <param name="isStrict">True for requests, which are decided about by what is read; false for replies.</param>
    /// <param name="charset">The charset parameter of their Content-Type, a supported one; null if it has none.</param>
    /// <exception cref="WsManFaultException">The bytes are not XML in UTF-8 or UTF-16, or not in the charset that is named.</exception>
    public EnvelopeReader(byte[] buffer, int count, SoapLimits limits, bool isStrict = false, string? charset = null)
    {
        (_limits, _isStrict, Length) = (limits, isStrict, count);
        (Charset, var start) = EnvelopeEncoding.Find(buffer.AsSpan(0, count), charset);
        if (count > limits.MaxEnvelopeBytes) throw new WsManFaultException(Fault.EnvelopeTooLarge(limits.MaxEnvelopeBytes));
        try
        {
            _xml = Pool.Rent(buffer, start, count - start, Charset, limits);
            _xml.MoveToContent();
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            Dispose();
            throw OtherEncoding(buffer.AsSpan(0, count)) is { } other
                ? new WsManFaultException(Fault.CharacterSet(other), EnvelopeDefect.Malformed)
                : Unreadable(e);
        }
    }

    /// <summary>The character set of the envelope.</summary>
    public EnvelopeCharset Charset { get; }

    /// <summary>Bytes of the whole envelope.</summary>
    public int Length { get; }

    /// <summary>Elements that have been read or skipped so far.</summary>
    public int ElementCount => _elements;

    /// <summary>The local name of the element that the reader is on; empty if it is on none.</summary>
    public string LocalName => Guarded(0, static (x, _) => x.LocalName);

    /// <summary>The namespace of the element that the reader is on.</summary>
    public string NamespaceUri => Guarded(0, static (x, _) => x.NamespaceURI);

    private XmlDictionaryReader Xml => _xml ?? throw new ObjectDisposedException(nameof(EnvelopeReader));

    /// <summary>True if the reader is on this element.</summary>
    public bool Is(string localName, string namespaceUri) =>
        Guarded((localName, namespaceUri), static (x, wanted) => x.IsStartElement(wanted.localName, wanted.namespaceUri));

    /// <summary>True if the element has this local name. Makes no string.</summary>
    public bool IsNamed(string localName) => Guarded(localName, static (x, wanted) => x.IsLocalName(wanted));

    /// <summary>True if the element is in this namespace. Makes no string.</summary>
    public bool IsIn(string namespaceUri) => Guarded(namespaceUri, static (x, wanted) => x.IsNamespaceUri(wanted));

    /// <summary>The value of an attribute without a namespace, or null.</summary>
    public string? Attribute(string name) => Attribute(name, "");

    /// <summary>The value of an attribute in a namespace, or null.</summary>
    public string? Attribute(string name, string namespaceUri) =>
        Guarded((name, namespaceUri), static (x, wanted) => x.HasAttributes ? x.GetAttribute(wanted.name, wanted.namespaceUri) : null);

    /// <summary>The namespace that <paramref name="prefix"/> stands for here, or null.</summary>
    public string? Resolve(string prefix) => Guarded(prefix, static (x, wanted) => x.LookupNamespace(wanted));

    /// <summary>Goes into the element that the reader is on. Follow with <see cref="NextChild"/>.</summary>
    public void Enter()
    {
        Count();
        _enteredEmpty = Xml.IsEmptyElement;
        if (_enteredEmpty) return;
        Guarded(static x => { x.Read(); return x.MoveToContent() == XmlNodeType.None; });
    }

    private bool _enteredEmpty;

    /// <summary>
    /// True if a further child follows, and the reader is on it; false once the parent's end has been passed. Text between children is
    /// skipped.
    /// </summary>
    public bool NextChild()
    {
        if (_enteredEmpty)
        {
            _enteredEmpty = false;
            Guarded(static x => { x.Read(); x.MoveToContent(); return true; });
            return false;
        }
        return Guarded(static x =>
        {
            while (true)
            {
                switch (x.MoveToContent())
                {
                    case XmlNodeType.Element: return true;
                    case XmlNodeType.EndElement:
                        x.Read();
                        x.MoveToContent();
                        return false;
                    case XmlNodeType.None: return false;
                    default:
                        x.Read();
                        break;
                }
            }
        });
    }

    /// <summary>Skips the element and all that is in it; its elements count too.</summary>
    public void Skip()
    {
        Count();
        try
        {
            var xml = Xml;
            if (!xml.IsEmptyElement)
            {
                var depth = xml.Depth;
                while (xml.Read() && xml.Depth > depth)
                {
                    if (xml.NodeType == XmlNodeType.Element) Count();
                }
            }
            xml.Read();
            xml.MoveToContent();
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw Unreadable(e);
        }
    }

    /// <summary>Gives the reader below back to its pool.</summary>
    public void Dispose()
    {
        if (_xml is not { } xml) return;
        _xml = null;
        Pool.Return(xml);
    }

    private bool Guarded(Func<XmlDictionaryReader, bool> step)
    {
        try
        {
            return step(Xml);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw Unreadable(e);
        }
    }

    private void Count()
    {
        if (++_elements > _limits.MaxElements)
            throw new WsManFaultException(Fault.SchemaValidation($"The envelope has more than {_limits.MaxElements} elements."));
        if (Xml.Depth >= _limits.MaxDepth)
            throw new WsManFaultException(
                Fault.SchemaValidation($"Elements are nested more than {_limits.MaxDepth} levels deep."), EnvelopeDefect.DeepNesting);
    }

    // The reader's own checks of names and numbers throw more than XmlException.
    // Names are decoded only when they are needed: errors in their bytes show then.
    private TResult Guarded<TState, TResult>(TState state, Func<XmlDictionaryReader, TState, TResult> look)
    {
        try
        {
            return look(Xml, state);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw Unreadable(e);
        }
    }

    // The encoding of an XML declaration in eight-bit characters, if it is not a supported one.
    private static string? OtherEncoding(ReadOnlySpan<byte> document)
    {
        if (!document.StartsWith("<?xml"u8)) return null;
        var declaration = document[..Math.Min(document.Length, 200)];
        if (declaration.IndexOf("encoding="u8) is not (>= 0 and var at) || at + 10 >= declaration.Length) return null;
        var name = declaration[(at + 10)..];
        var end = name.IndexOf(declaration[at + 9]);
        if (end <= 0 || declaration[at + 9] is not ((byte)'"' or (byte)'\'')) return null;
        var text = Encoding.ASCII.GetString(name[..end]);
        return EnvelopeCharsets.IsSupported(text) ? null : SafeText.Of(text);
    }

    private static bool IsUnreadable(Exception e) =>
        e is XmlException or FormatException or ArgumentException or OverflowException or IndexOutOfRangeException;

    private static WsManFaultException Unreadable(Exception e) =>
        new(Fault.SchemaValidation("The envelope is not well-formed XML, or exceeds a limit: " + e.Message.Split('\n')[0]),
        EnvelopeDefect.Malformed);
}
