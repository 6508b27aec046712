using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Guard;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Enumeration;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Schema;

namespace Sekimori.WsMan.Operations;

/// <summary>The objects of CIM: Get, Put, Create, Delete, Enumerate and Invoke ([DSP0227]).</summary>
internal sealed partial class CimResource(ObjectManager objects, EnumerationTable enumerations) : IResource
{
    private readonly EnumerationReplies _enumerations = new(enumerations);

    public bool HasRobustConnections => true;

    public IEnumerable<ResourceName> Names => ResourceUri.Names;

    public void Read(in BodySource source)
    {
        var headers = source.Headers;
        var isMethod = IsMethod(headers.Action);
        source.NameClass(ResourceUri.NameOf(headers.ResourceUri), isMethod
            ? headers.Action[(headers.Action.LastIndexOf('/') + 1)..]
            : null);
        if (EnumerationReplies.Reads(source)) return;
        if (headers.Action is Actions.Put or Actions.Create) RepresentationBody.Read(source);
        else if (headers.Action == Actions.Subscribe) SubscribeBody.Read(source);
        else if (isMethod) ArgumentsBody.Read(source);
    }

    public Role RequiredRole(WsManRequest request) => request.Headers.Action switch
    {
        Actions.Get or Actions.Enumerate or Actions.Pull or Actions.Release or Actions.Renew or Actions.GetStatus => Role.Reader,
        Actions.Subscribe or Actions.Unsubscribe => Role.Reader,
        Actions.Put or Actions.Create or Actions.Delete => Role.Administrator,
        _ => Role.Operator,
    };

    public async ValueTask RespondAsync(WsManRequest request)
    {
        // [MS-WSMV] 3.1.4.1.10: whatever the option is called.
        RequestOptions.Check(request);
        try
        {
            await DispatchAsync(request).ConfigureAwait(false);
        }
        catch (CimException e)
            when (e.Status == CimStatus.InvalidObjectPath && request.Headers.Action is Actions.Get or Actions.Put or Actions.Delete)
        {
            throw new WsManFaultException(WrongSelectors(request, e.Message));
        }
    }

    private ValueTask DispatchAsync(WsManRequest request)
    {
        if (_enumerations.Answers(request, EnumerateAsync, out var answer)) return answer;
        switch (request.Headers.Action)
        {
            case Actions.Get: return GetAsync(request);
            case Actions.Put: return PutAsync(request);
            case Actions.Create: return CreateAsync(request);
            case Actions.Delete: return DeleteAsync(request);
            case Actions.Subscribe or Actions.Unsubscribe:
                throw new WsManFaultException(Fault.NoSubscriptions());
            default:
                return InvokeAsync(request);
        }
    }

    private async ValueTask GetAsync(WsManRequest request)
    {
        var resource = OfOneClass(request);
        var path = CimXmlReader.PathOf(resource, request.Headers.Selectors);
        var instance = await objects.GetAsync(resource.Namespace, path, request.CimCaller, request.Deadline).ConfigureAwait(false);
        request.Reference = ReferenceOf(request, instance, resource);
        request.BeginReply();
        if (request.Headers.Fragment is { } fragment) FragmentPath.Write(request.Reply.Xml, instance, fragment, resource);
        else CimXmlWriter.WriteInstance(request.Reply, instance, resource.Prefix);
    }

    private static EndpointReference? ReferenceOf(WsManRequest request, CimInstance instance, in ResourceUri resource) =>
        request.Headers.RequestsEndpointReference ? CimXmlWriter.ReferenceOf(instance, resource) : null;

    /// <summary>Which of the ways in which selectors can be wrong it is ([DSP0226] 14.6, InvalidSelectors).</summary>
    private Fault WrongSelectors(WsManRequest request, string reason)
    {
        var resource = Resolve(request);
        var keys = objects.GetClass(resource.Namespace, resource.ClassName, request.CimCaller).KeyProperties;
        var given = request.Headers.Selectors.Where(s => !ResourceUri.IsNamespaceSelector(s.Name)).ToList();
        return Fault.InvalidSelectors(
            reason, given.Exists(s => !keys.Any(k => k.Name.Equals(s.Name, StringComparison.OrdinalIgnoreCase)))
            ? FaultDetails.UnexpectedSelectors
            // Keys of an abstract class are those of its subclasses: without any selector there are too few, whichever is meant.
            : given.Count < Math.Max(keys.Count, 1) ? FaultDetails.InsufficientSelectors
            : FaultDetails.TypeMismatch);
    }

    // Everything outside the protocol's own namespaces.
    private static bool IsMethod(string action) =>
        action is not (Actions.Get or Actions.Put or Actions.Create or Actions.Delete or Actions.Subscribe or Actions.Unsubscribe
        or Actions.Enumerate or Actions.Pull or Actions.Release or Actions.Renew or Actions.GetStatus);

    private async ValueTask InvokeAsync(WsManRequest request)
    {
        var resource = Resolve(request);
        var action = request.Headers.Action;
        // [DSP0230] 10.3: the action is the class's URI, a slash and the method. Clients differ in the case of the class and of its
        // namespace.
        var slash = action.LastIndexOf('/');
        var method = action[(slash + 1)..];
        if (slash <= 0 || method.Length == 0 || !ResourceUri.Matches(action)
            || !action[..slash].EndsWith("/" + resource.ClassName, StringComparison.OrdinalIgnoreCase))
            throw new WsManFaultException(Fault.ActionNotSupported(action));
        var arguments = CimXmlReader.Bind(request.BodyAs<ArgumentsBody>().Values, uri => ClassOf(uri, request.CimCaller));
        var path = CimXmlReader.PathOf(resource, request.Headers.Selectors);
        var (called, result) = await objects.InvokeAsync(resource.Namespace, path, method, arguments, request.CimCaller, request.Deadline)
            .ConfigureAwait(false);
        WriteResult(request, resource, called, result);
    }

    private static void WriteResult(WsManRequest request, in ResourceUri resource, CimMethod method, Cim.Providers.CimMethodResult result)
    {
        request.BeginReply();
        var xml = request.Reply.Xml;
        var space = resource.UriOf(resource.ClassName);
        xml.WriteStartElement("p", method.Name + "_OUTPUT", space);
        xml.WriteAttributeString("xmlns", "xsi", null, Soap.Namespaces.SchemaInstance);
        xml.WriteAttributeString("xmlns", "cim", null, Soap.Namespaces.CimCommon);
        for (var i = 0; i < method.Out.Count && i < result.Out.Count; i++)
            CimXmlWriter.WriteProperty(xml, "p", method.Out[i].Name, space, result.Out[i], resource.Prefix, 0);
        CimXmlWriter.WriteProperty(xml, "p", "ReturnValue", space, result.ReturnValue, resource.Prefix, 0);
        xml.WriteEndElement();
    }

    /// <summary>The resource with names as the object manager has them, so that what depends on them is bounded.</summary>
    private ResourceUri Resolve(WsManRequest request)
    {
        var resource = ResourceUri.Parse(request.Headers.ResourceUri, request.Headers.Selectors);
        var space = objects.GetNamespace(resource.Namespace, request.CimCaller);
        var className = resource.IsAllClasses ? "*" : space.GetClass(resource.ClassName).Name;
        var prefix = resource.Prefix.StartsWith(ResourceUri.WmiPrefix, StringComparison.OrdinalIgnoreCase)
            ? ResourceUri.WmiPrefix + space.Name + "/"
            : ResourceUri.DmtfPrefix;
        return new ResourceUri(prefix, space.Name, className);
    }

    private CimClass? ClassOf(string resourceUri, CimCaller caller)
    {
        var resource = ResourceUri.Parse(resourceUri, []);
        var name = resource.ClassName.EndsWith("_Type", StringComparison.Ordinal) ? resource.ClassName[..^5] : resource.ClassName;
        return objects.GetNamespace(resource.Namespace, caller).FindClass(name);
    }
}
