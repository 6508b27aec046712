using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <summary>Reads a body and writes the reply's. A body is read once, before the guard is asked.</summary>
/// <param name="reader">Stands on the body's element where there is one.</param>
/// <param name="hasElement">True if there is one.</param>
/// <param name="limits">The reader's limits.</param>
/// <param name="request">The request; its headers have been read.</param>
internal readonly ref struct BodySource(EnvelopeReader reader, bool hasElement, SoapLimits limits, ParsedRequest request)
{
    /// <summary>Stands on the body's element where there is one.</summary>
    public EnvelopeReader Reader { get; } = reader;

    /// <summary>True if the body has an element.</summary>
    public bool HasElement { get; } = hasElement;

    /// <summary>What the reader puts up with.</summary>
    public SoapLimits Limits { get; } = limits;

    /// <summary>The headers.</summary>
    public RequestHeaders Headers => request.Headers;

    /// <summary>The body, as far as it was read.</summary>
    public IRequestBody? Body => request.Body;

    /// <summary>The same request, with its body from another reader, which stands on the body's element.</summary>
    public BodySource Over(EnvelopeReader other, bool hasElement) => new(other, hasElement, Limits, request);

    /// <summary>Reports that the object manager will ask about classes, and what the client calls them.</summary>
    public void NameClass(string? className, string? method) =>
        (request.AsksForClasses, request.NamedClass, request.NamedMethod) = (true, className, method);

    /// <summary>Makes a body the request's, before it is read: what was read counts even where a fault ends the reading.</summary>
    public T Begin<T>(T body) where T : IRequestBody
    {
        request.Body = body;
        return body;
    }

    /// <summary>Makes a body the request's, and insists on its element.</summary>
    /// <exception cref="WsManFaultException">The body is empty, or another.</exception>
    public T Begin<T>(T body, string element, string namespaceUri) where T : IRequestBody
    {
        if (!HasElement || !Reader.Is(element, namespaceUri))
            throw new WsManFaultException(Fault.SchemaValidation($"The body contains no {element}."));
        return Begin(body);
    }
}
