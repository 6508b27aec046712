using System.Xml;
using Sekimori.Cim.Schema;
using Sekimori.Guard;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Robust;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <summary>One request on its way through the service: read and checked, allowed to be done.</summary>
internal sealed class WsManRequest
{
    /// <summary>What was read.</summary>
    public required ParsedRequest Parsed { get; init; }

    /// <summary>The headers.</summary>
    public RequestHeaders Headers => Parsed.Headers;

    /// <summary>What answers it; null for messages about operations.</summary>
    public required IResource? Resource { get; init; }

    /// <summary>The caller.</summary>
    public required Caller Caller { get; init; }

    /// <summary>The guard; null if there is none.</summary>
    public required IRequestGuard? Guard { get; init; }

    /// <summary>The questions about classes, for what outlives the request; null if there is no guard.</summary>
    public ClassQuestions? Questions => Guard is null ? null : field ??= new ClassQuestions(Guard);

    /// <summary>The caller for the object manager, with the guard of this request.</summary>
    public CimCaller CimCaller => field ??= new CimCaller(Caller, Questions);

    /// <summary>The settings when the request arrived.</summary>
    public required WsManSettings Settings { get; init; }

    /// <summary>How large the reply may be, in octets: the least of what client and service allow.</summary>
    public required int MaxReplyBytes { get; init; }

    /// <summary>How long the operation may wait.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Set when the client has disconnected; for an operation of a robust connection, when it is cancelled.</summary>
    public required CancellationToken Aborted { get; set; }

    /// <summary>Set when the client has disconnected, where the operation continues nevertheless; else never.</summary>
    public CancellationToken Left { get; set; }

    /// <summary>Set when the client has disconnected, or the time has ended.</summary>
    public CancellationToken Deadline { get; set; }

    /// <summary>The reply, to be started once no further failure is likely.</summary>
    public required EnvelopeWriter Reply { get; init; }

    /// <summary>
    /// The endpoint reference of what was read or changed, for a client that asks for it; to be set before the reply is started.
    /// </summary>
    public EndpointReference? Reference { get; set; }

    /// <summary>The body that the resource has read.</summary>
    public T BodyAs<T>() where T : class, IRequestBody =>
        // At a gateway the document is kept beside what was read from it.
        Parsed.Body as T ?? (T)((Relay.RelayedBody)Parsed.Body!).Read!;

    /// <summary>Starts the reply to this request.</summary>
    /// <param name="maxBytes">How large it may become; null for <see cref="MaxReplyBytes"/>.</param>
    public void BeginReply(int? maxBytes = null) => Reply.Begin(Headers.Action + "Response", Headers.MessageId, maxBytes ?? MaxReplyBytes,
        Headers.RequestsEndpointReference || Headers.RequestsItemCount || Headers.RobustId is not null ? WriteRequestedHeaders : null);

    /// <summary>Starts the reply to a Create: what was created, by its reference.</summary>
    /// <returns>What writes the rest of the body.</returns>
    public XmlWriter BeginCreated(EndpointReference created)
    {
        Reference = created;
        BeginReply();
        var xml = Reply.Xml;
        xml.WriteStartElement("x", "ResourceCreated", Namespaces.Transfer);
        created.WriteContent(xml);
        xml.WriteEndElement();
        return xml;
    }

    private void WriteRequestedHeaders(XmlWriter xml)
    {
        RobustMessages.WriteHeaders(xml, Headers);
        if (Headers.RequestsEndpointReference)
        {
            // [DSP0226] 6.5: the reference, or that it is no longer valid, or that there is none.
            xml.WriteStartElement("w", "RequestedEPR", Namespaces.WsMan);
            if (Reference is { } reference) reference.Write(xml);
            else xml.WriteElementString("w", Headers.Action == Actions.Delete ? "EPRInvalid" : "EPRUnknown", Namespaces.WsMan, null);
            xml.WriteEndElement();
        }
        if (Headers.RequestsItemCount && Headers.Action is Actions.Enumerate or Actions.Pull)
        {
            // [DSP0226] 8.2.2: items come as they are read; nobody has counted them.
            xml.WriteStartElement("w", "TotalItemsCountEstimate", Namespaces.WsMan);
            xml.WriteAttributeString("xsi", "nil", Namespaces.SchemaInstance, "true");
            xml.WriteEndElement();
        }
    }
}
