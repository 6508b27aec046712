using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Guard;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Enumeration;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Schema;

namespace Sekimori.WsMan.Operations;

/// <summary>The objects of CIM: Get, Put, Create, Delete, Enumerate and Invoke ([DSP0227]).</summary>
internal sealed partial class CimResource(IObjectSource objects, EnumerationTable enumerations) : IResource
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
            throw new WsManFaultException(await WrongSelectorsAsync(request, e.Message).ConfigureAwait(false));
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
        var (resource, _) = await OfOneClassAsync(request).ConfigureAwait(false);
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
    private async ValueTask<Fault> WrongSelectorsAsync(WsManRequest request, string reason)
    {
        var (_, definition) = await OfOneClassAsync(request).ConfigureAwait(false);
        var keys = definition.KeyProperties;
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
        var (resource, _) = await ResolveAsync(request).ConfigureAwait(false);
        var action = request.Headers.Action;
        // [DSP0230] 10.3: the action is the class's URI, a slash and the method. Clients differ in the case of the class and of its
        // namespace.
        var slash = action.LastIndexOf('/');
        var method = action[(slash + 1)..];
        if (slash <= 0 || method.Length == 0 || !ResourceUri.Matches(action)
            || !action[..slash].EndsWith("/" + resource.ClassName, StringComparison.OrdinalIgnoreCase))
            throw new WsManFaultException(Fault.ActionNotSupported(action));
        var arguments = await BindAsync(request, request.BodyAs<ArgumentsBody>().Values).ConfigureAwait(false);
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

    /// <summary>
    /// The resource with names as the source has them, so that what depends on them is bounded; and its class, null where all are meant.
    /// </summary>
    private async ValueTask<(ResourceUri Resource, CimClass? Class)> ResolveAsync(WsManRequest request)
    {
        var resource = ResourceUri.Parse(request.Headers.ResourceUri, request.Headers.Selectors);
        var (caller, deadline) = (request.CimCaller, request.Deadline);
        var space = await objects.FindNamespaceAsync(resource.Namespace, caller, deadline).ConfigureAwait(false);
        var definition = resource.IsAllClasses ? null
            : await objects.FindClassAsync(space, resource.ClassName, caller, deadline).ConfigureAwait(false)
            ?? throw new CimException(CimStatus.InvalidClass, $"No class {CimNamespace.Shown(resource.ClassName)} in {space}.");
        var prefix = resource.Prefix.StartsWith(ResourceUri.WmiPrefix, StringComparison.OrdinalIgnoreCase)
            ? ResourceUri.WmiPrefix + space + "/"
            : ResourceUri.DmtfPrefix;
        return (new ResourceUri(prefix, space, definition?.Name ?? "*"), definition);
    }

    /// <summary>Brings what was read to values, with the classes of the objects in it.</summary>
    private async ValueTask<List<KeyValuePair<string, CimValue>>> BindAsync(WsManRequest request, IReadOnlyList<NamedValue> values)
    {
        var known = new Dictionary<string, CimClass?>(StringComparer.Ordinal);
        // The reader has bounded how many there are, and how deep they are.
        var left = new Stack<NamedValue>(values);
        while (left.TryPop(out var value))
        {
            if (value.Members is not { } members) continue;
            var uri = value.ClassUri!;
            if (!known.ContainsKey(uri)) known[uri] = await ClassOfAsync(uri, request).ConfigureAwait(false);
            foreach (var member in members) left.Push(member);
        }
        return CimXmlReader.Bind(values, known.GetValueOrDefault);
    }

    private async ValueTask<CimClass?> ClassOfAsync(string resourceUri, WsManRequest request)
    {
        var resource = ResourceUri.Parse(resourceUri, []);
        var name = resource.ClassName.EndsWith("_Type", StringComparison.Ordinal) ? resource.ClassName[..^5] : resource.ClassName;
        var (caller, deadline) = (request.CimCaller, request.Deadline);
        var space = await objects.FindNamespaceAsync(resource.Namespace, caller, deadline).ConfigureAwait(false);
        return await objects.FindClassAsync(space, name, caller, deadline).ConfigureAwait(false);
    }
}
