using System.Globalization;
using System.Xml.Linq;
using Sekimori.Client.WsMan.Messages;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Soap;

namespace Sekimori.Gate.Gateway.Terminated;

/// <summary>An answer of a target, read whole. What it says is not believed before it was compared with the request.</summary>
internal sealed class IncomingReply
{
    private static readonly XNamespace Soap = Namespaces.Soap, F = Namespaces.WsManFault;

    // x:ResourceCreated and rsp:Shell.
    private const int MostElements = 2;

    private string? _relatesTo;

    /// <summary>The action; empty if there is none.</summary>
    public string Action { get; private set; } = "";

    /// <summary>The headers that belong to the answer of this one request ([DSP0226] 6.5, 8.2.2).</summary>
    public List<XElement> Headers { get; } = [];

    /// <summary>The elements of the body: one, or two where a shell was created ([MS-WSMV] 3.1.4.5.3).</summary>
    public List<XElement> Elements { get; } = [];

    /// <summary>The first of them; null if the body is empty.</summary>
    public XElement? Body => Elements.Count > 0 ? Elements[0] : null;

    /// <summary>True if the body is a fault.</summary>
    public bool IsFault => Body?.Name == Soap + "Fault";

    /// <summary>Reads an answer.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="where">The target's service.</param>
    /// <param name="messageId">What it must relate to; null for Identify, whose answer has no headers.</param>
    /// <exception cref="Client.WsMan.WsManClientException">It is no answer to this request.</exception>
    public static IncomingReply Read(Reply reply, Uri where, string? messageId)
    {
        var read = new IncomingReply();
        reply.ReadWhole(where, reader =>
        {
            read.Take(reader);
            return true;
        });
        // [DSP0226] 5.4.4. A fault about an unreadable request names none; ours are readable.
        if (messageId is not null && !messageId.Equals(read._relatesTo?.Trim(), StringComparison.OrdinalIgnoreCase))
            throw Reply.Malformed(where, "it answers another message");
        return read;
    }

    /// <summary>The fault of the body, to be passed on whole.</summary>
    public Fault ToFault()
    {
        var code = Body!.Element(Soap + "Code");
        var value = code?.Element(Soap + "Subcode")?.Element(Soap + "Value");
        var name = value is null ? null : QName(value);
        var known = name is { } qualified ? FaultSubcode.Find(qualified) : null;
        var reason = Body.Element(Soap + "Reason")?.Elements(Soap + "Text").FirstOrDefault()?.Value.Trim() ?? "";
        var detail = Body.Element(Soap + "Detail")?.Descendants(F + "WSManFault").FirstOrDefault();
        _ = uint.TryParse(detail?.Attribute("Code")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        var isOurs = code?.Element(Soap + "Value")?.Value.EndsWith(":Receiver", StringComparison.Ordinal) == true;
        var subcode = known ?? new FaultSubcode(isOurs ? FaultCode.Receiver : FaultCode.Sender, name?.LocalName, "t",
            name?.NamespaceUri ?? Namespaces.Soap, Action.Length > 0 ? Action : FaultActions.WsMan);
        return new Fault(subcode, number, reason) { Original = Body };
    }

    private void Take(EnvelopeReader reader)
    {
        var hasBody = false;
        reader.Enter();
        while (reader.NextChild())
        {
            if (reader.Is("Header", Namespaces.Soap)) TakeHeaders(reader);
            else if (reader.Is("Body", Namespaces.Soap) && !hasBody)
            {
                hasBody = true;
                reader.Enter();
                while (reader.NextChild())
                {
                    if (Elements.Count == MostElements) throw Wrong("Its body has more elements than an answer has.");
                    Elements.Add(reader.ReadTree());
                }
            }
            else throw Wrong("It has an element that an envelope does not have.");
        }
        if (!hasBody) throw Wrong("It has no body.");
    }

    private void TakeHeaders(EnvelopeReader reader)
    {
        reader.Enter();
        while (reader.NextChild())
        {
            if (reader.Is("Action", Namespaces.Addressing)) Action = reader.ReadText();
            else if (reader.Is("RelatesTo", Namespaces.Addressing))
                _relatesTo = _relatesTo is null ? reader.ReadText() : throw Wrong("It relates to two messages.");
            else if (reader.Is("RequestedEPR", Namespaces.WsMan) || reader.Is("TotalItemsCountEstimate", Namespaces.WsMan))
                Headers.Add(reader.ReadTree());
            else reader.Skip();
        }
    }

    private static QualifiedName? QName(XElement value)
    {
        var text = value.Value.Trim();
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon <= 0 || value.GetNamespaceOfPrefix(text[..colon]) is not { } space ? null
            : new QualifiedName(text[(colon + 1)..], space.NamespaceName);
    }

    private static WsManFaultException Wrong(string what) => new(Fault.SchemaValidation(what));
}
