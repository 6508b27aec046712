using System.Globalization;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Management;
using Sekimori.Rpc.Towers;

namespace Sekimori.Hosting.Rpc;

/// <summary>Gives endpoints what they serve, and tells the mapper of it.</summary>
public static class RpcEndpointServices
{
    /// <summary>Serves <paramref name="interfaces"/> here, and remote management beside them, as on every endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="principalName">The principal name for an authentication service, which management tells; null where the endpoint offers none.</param>
    /// <param name="interfaces">The interfaces, each with the least protection that it asks for.</param>
    public static void Serve(this RpcEndpoint endpoint, Func<uint, string?> principalName, params IEnumerable<ServedInterface> interfaces)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var management = new ManagementService(() => [.. endpoint.Interfaces.All.Select(one => one.Interface.Info)], endpoint.Statistics, principalName);
        endpoint.Interfaces = new RpcInterfaceTable([.. interfaces, new ServedInterface(management)]);
    }

    /// <summary>
    /// Registers interfaces of a TCP endpoint with the mapper. The towers get the address on which the asking client reached us, so one endpoint stands for all that share its port.
    /// </summary>
    /// <param name="map">The mapper's map.</param>
    /// <param name="port">The port where the interfaces are served.</param>
    /// <param name="annotation">What people call them.</param>
    /// <param name="interfaces">The interfaces.</param>
    public static void RegisterTcp(this EndpointMap map, int port, string annotation, params IEnumerable<RpcInterfaceInfo> interfaces)
    {
        ArgumentNullException.ThrowIfNull(map);
        var endpoint = port.ToString(CultureInfo.InvariantCulture);
        map.Register(interfaces.Select(one => new EndpointEntry(
            Guid.Empty, new TowerBinding(one.Id, SyntaxId.Ndr20, ProtocolSequence.Tcp, endpoint, Address: ""), annotation, isOwn: true)));
    }
}
