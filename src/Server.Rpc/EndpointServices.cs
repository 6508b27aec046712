using System.Net;
using Sekimori.Guard;
using Sekimori.Rpc;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Management;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Towers;

namespace Sekimori.Server.Rpc;

/// <summary>
/// Serves interfaces on an endpoint: with remote management, as on every endpoint ([C706] Appendix Q), and an element of the map for each.
/// </summary>
public static class EndpointServices
{
    /// <summary>Serves interfaces on an endpoint and registers them.</summary>
    /// <param name="endpoint">The endpoint, already bound, so that its port is known.</param>
    /// <param name="map">Where clients look for it.</param>
    /// <param name="principalName">The principal name for an authentication service ([MS-RPCE] 2.2.1.3.4); null if it is not
    /// offered.</param>
    /// <param name="services">The interfaces, each with its display name.</param>
    public static void Serve(this RpcEndpoint endpoint, EndpointMap map, Func<uint, string?> principalName,
        params IReadOnlyList<(ServedInterface Served, string Annotation)> services) =>
        endpoint.Serve(map, principalName, ProtectionLevel.None, services);

    /// <inheritdoc cref="Serve(RpcEndpoint, EndpointMap, Func{uint, string}, IReadOnlyList{ValueTuple{ServedInterface, string}})"/>
    /// <param name="endpoint">The endpoint, already bound, so that its port is known.</param>
    /// <param name="map">Where clients look for it.</param>
    /// <param name="principalName">The principal name for an authentication service; null if it is not offered.</param>
    /// <param name="managementLevel">The minimum protection of a call of remote management.</param>
    /// <param name="services">The interfaces, each with its display name.</param>
    public static void Serve(
        this RpcEndpoint endpoint, EndpointMap map, Func<uint, string?> principalName, ProtectionLevel managementLevel,
        params IReadOnlyList<(ServedInterface Served, string Annotation)> services)
    {
        var management = new ManagementService(() => [.. endpoint.Interfaces.All.Select(one => one.Interface.Info)], () =>
            Counters(endpoint.Statistics), principalName);
        var served = new ServedInterface(management, managementLevel);
        endpoint.Interfaces = new([.. services.Select(one => one.Served), served]);
        map.Register(services.Append((served, "Remote management")).Select(one => Entry(endpoint, one.Item1.Interface.Info.Id, one.Item2)));
    }

    /// <summary>
    /// Serves further interfaces on an endpoint that the map does not name: those of DCOM, which clients find by activation.
    /// </summary>
    /// <param name="endpoint">The endpoint, with what it serves so far.</param>
    /// <param name="interfaces">The interfaces.</param>
    public static void ServeUnregistered(this RpcEndpoint endpoint, IEnumerable<ServedInterface> interfaces)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        endpoint.Interfaces = new(endpoint.Interfaces.All.Concat(interfaces));
    }

    private static EndpointEntry Entry(RpcEndpoint endpoint, SyntaxId served, string annotation)
    {
        // No address: a mapper ignores a registered one ([MS-RPCE] 3.1.3.5.3), and ours writes the one on which the asking client reached
        // us.
        var (sequence, name) = endpoint.Address is IPEndPoint ip
            ? (ProtocolSequence.Tcp, ip.Port.ToString(System.Globalization.CultureInfo.InvariantCulture))
            : (ProtocolSequence.Local, Path.GetFileName(endpoint.Address.ToString() ?? ""));
        return new(Guid.Empty, new TowerBinding(served, SyntaxId.Ndr20, sequence, name, ""), annotation, isOwn: true);
    }

    private static RpcCounters Counters(RpcStatistics statistics) =>
        new((uint)statistics.CallsReceived, 0, (uint)statistics.PacketsReceived, (uint)statistics.PacketsSent);
}
