using Sekimori.Cim.Schema;
using Sekimori.WsMan.Enumeration;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;

namespace Sekimori.Gate.Gateway.Bridge;

/// <summary>
/// Requests of WS-Management for a target that has WMI only: the resources of a server, over the objects of the target. The request was
/// read by the door already. Enumerations belong to the gate.
/// </summary>
/// <param name="enumerations">The enumerations of callers.</param>
/// <param name="info">The gate's identity.</param>
internal sealed class BridgeResource(EnumerationTable enumerations, WsManServiceInfo info)
{
    private readonly IdentifyReplies _identify = new(info);

    /// <summary>Answers a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="source">The objects of the target.</param>
    /// <param name="target">Its name.</param>
    /// <exception cref="WsManFaultException">It cannot be done.</exception>
    public ValueTask RespondAsync(WsManRequest request, IObjectSource source, string target)
    {
        if (request.Parsed.IsIdentify)
        {
            request.Reply.BeginBare();
            _identify.WriteBody(request.Reply.Xml, request.Settings, authenticated: true);
            return default;
        }
        var uri = request.Headers.ResourceUri;
        IResource[] known = [new CimResource(source, enumerations), new SchemaResource(source, enumerations)];
        foreach (var resource in known)
        {
            if (resource.Names.Any(name => name.Matches(uri))) return resource.RespondAsync(request);
        }
        // Shells, events, winrm/config: WMI has none of them ([MS-WMI] 1.3).
        throw new WsManFaultException(Fault.ResourceNotOffered(
            $"The target {target} is reached by WMI: only objects of CIM pass, no shells, no events and no settings."));
    }
}
