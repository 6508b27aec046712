using System.Net;
using System.Net.NetworkInformation;
using Sekimori.Dcom;
using Sekimori.Dcom.Activation;
using Sekimori.Dcom.Objects;
using Sekimori.Dcom.References;
using Sekimori.Gate.Guarding;
using Sekimori.Gate.Listening;
using Sekimori.Guard;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Server.Rpc;

namespace Sekimori.Gate;

/// <summary>DCOM: the resolver and activation beside the endpoint mapper, the objects on the RPC endpoint.</summary>
internal sealed class DcomDoor : IDisposable
{
    /// <summary>Creates what serves DCOM.</summary>
    /// <param name="gate">The parts of the gate.</param>
    /// <param name="plan">Where it listens.</param>
    /// <param name="watch">Whether callers may keep their objects.</param>
    public DcomDoor(GateParts gate, ListenPlan plan, CallerWatch watch)
    {
        var settings = gate.Settings.Rpc;
        Exporter = new(new DcomOptions
        {
            Bindings = Bindings(gate, plan),
            LeastLevel = address => address is not null && settings.Dcom.OldClients.Contains(address)
                ? ProtectionLevel.Connect
                : ProtectionLevel.Integrity,
            LeastLevelOf = iid => settings.LeastLevelOf(new SyntaxId(iid, 0, 0)),
            Watch = watch,
        }, gate.Clock);
    }

    /// <summary>The objects.</summary>
    public ObjectExporter Exporter { get; }

    /// <summary>The classes that clients can activate. Complete before <see cref="ServeObjects"/>.</summary>
    public ClassRegistry Classes { get; } = new();

    /// <summary>Serves the resolver and activation on the mapper's port. They are found there, not through the map.</summary>
    public void ServeResolver(RpcEndpoint endpoint) => endpoint.ServeUnregistered(Exporter.ServeResolver(Classes));

    /// <summary>Serves objects on the RPC endpoint.</summary>
    public void ServeObjects(RpcEndpoint endpoint) => endpoint.ServeUnregistered(Exporter.Serve(Classes.Interfaces));

    /// <inheritdoc/>
    public void Dispose() => Exporter.Dispose();

    private static DcomBindings Bindings(GateParts gate, ListenPlan plan)
    {
        var dcom = gate.Settings.Rpc.Dcom;
        var isFixed = !dcom.PublishedAddresses.IsEmpty;
        IReadOnlyList<IPAddress> addresses = isFixed ? dcom.PublishedAddresses : [.. plan.Rpc.SelectMany(Own).Distinct()];
        IReadOnlyList<string>? names = dcom.PublishedNames.IsEmpty ? null : dcom.PublishedNames;
        return new(plan.Rpc[0].Port, addresses, () => names ?? gate.Logon.Names, Security(gate), isFixed);
    }

    /// <summary>How callers authenticate.</summary>
    internal static SecurityBinding[] Security(GateParts gate) =>
    [
        .. new[] { SecurityBinding.Ntlm, SecurityBinding.Negotiate, SecurityBinding.Kerberos }
            .Select(service => (Service: service, Principal: gate.Logon.PrincipalName(service))).Where(one => one.Principal is not null)
            // NTLM has no principals.
            .Select(one => new SecurityBinding(one.Service, one.Service == SecurityBinding.Ntlm ? "" : one.Principal!)),
    ];

    // One wildcard stands for every address of this host but loopback, which only this host reaches: then it is the one that was reached.
    private static IEnumerable<IPAddress> Own(IPEndPoint end) =>
        !IPAddress.Any.Equals(end.Address) && !IPAddress.IPv6Any.Equals(end.Address)
            ? [end.Address]
            : NetworkInterface.GetAllNetworkInterfaces().Where(adapter => adapter.OperationalStatus != OperationalStatus.Down)
                .SelectMany(adapter => adapter.GetIPProperties().UnicastAddresses).Select(one => one.Address)
                .Where(one => !IPAddress.IsLoopback(one) && !one.IsIPv6LinkLocal
                    && (IPAddress.IPv6Any.Equals(end.Address) || one.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork));
}
