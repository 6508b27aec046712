using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Guard;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Enumeration;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Schema;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <summary>The definitions of classes ([MS-WSMV] 3.1.4.1.38, [DSP0227] 15.3): GetClass, and the classes of a namespace.</summary>
internal sealed class SchemaResource(IObjectSource objects, EnumerationTable enumerations) : IResource
{
    private const string NamespaceSelector = "__cimnamespace", ClassSelector = "ClassName";

    private readonly EnumerationReplies _enumerations = new(enumerations);

    public IEnumerable<ResourceName> Names => [new(ResourceUri.CimXmlClasses, IsExact: true)];

    public void Read(in BodySource source)
    {
        source.NameClass(source.Headers.FindSelector(ClassSelector)?.Value, null);
        EnumerationReplies.Reads(source);
    }

    public Role RequiredRole(WsManRequest request) => Role.Reader;

    public ValueTask RespondAsync(WsManRequest request)
    {
        RequestOptions.Check(request);
        if (_enumerations.Answers(request, EnumerateAsync, out var answer)) return answer;
        if (request.Headers.Action != Actions.Get) throw new WsManFaultException(Fault.ActionNotSupported(request.Headers.Action));
        return GetAsync(request);
    }

    private async ValueTask GetAsync(WsManRequest request)
    {
        if (request.Headers.Fragment is not null)
            throw new WsManFaultException(Fault.FragmentsNotSupported("Classes have no fragments."));
        var name = request.Headers.FindSelector(ClassSelector)?.Value
            ?? throw new WsManFaultException(
            Fault.InvalidSelectors($"The selector {ClassSelector} must name the class.", FaultDetails.InsufficientSelectors));
        var space = await SpaceOfAsync(request).ConfigureAwait(false);
        var definition = await objects.ReadClassAsync(space, name, request.CimCaller, request.Deadline).ConfigureAwait(false);
        request.BeginReply();
        ClassXmlWriter.Write(request.Reply.Xml, definition);
    }

    private async ValueTask EnumerateAsync(WsManRequest request)
    {
        var body = request.BodyAs<EnumerateBody>();
        if (body.Filter is not null) throw new WsManFaultException(Fault.FilteringNotSupported());
        var space = await SpaceOfAsync(request).ConfigureAwait(false);
        // With a class, what derives from it at any depth; [MS-WSMV] 3.1.4.8 has the paths of these.
        var classes = await objects.ReadClassesAsync(
            space, request.Headers.FindSelector(ClassSelector)?.Value, isDeep: true, request.CimCaller, request.Deadline)
            .ConfigureAwait(false);
        IEnumerationItem[] items = [.. classes.Select(c => new ClassItem(c, space))];
        await _enumerations.EnumerateAsync(request, body, items.ToAsyncEnumerable(), new CancellationTokenSource()).ConfigureAwait(false);
    }

    private ValueTask<string> SpaceOfAsync(WsManRequest request) =>
        objects.FindNamespaceAsync(request.Headers.FindSelector(NamespaceSelector) is { Value.Length: > 0 } space
        ? space.Value
        : ResourceUri.DefaultNamespace, request.CimCaller, request.Deadline);

    private sealed class ClassItem(CimClass definition, string space) : IEnumerationItem
    {
        public EndpointReference Reference =>
            new(WellKnown.Anonymous, ResourceUri.CimXmlClasses,
            [new Selector(NamespaceSelector, space), new Selector(ClassSelector, definition.Name)]);

        public void WriteObject(EnvelopeWriter writer) => ClassXmlWriter.Write(writer.Xml, definition);
    }
}
