using Sekimori.Dcom;
using Sekimori.Dcom.Activation;
using Sekimori.Dcom.Objects;
using Sekimori.Gate.Guarding;
using Sekimori.Guard;
using Sekimori.Server.Rpc;
using Sekimori.Wmi;
using Sekimori.Wmi.Server;

namespace Sekimori.Gate.Gateway.Bridge;

/// <summary>
/// DCOM and WMI at the outer address of a target, as on a server: activation and resolver on the mapper's port, the objects beside the
/// interfaces that end there. What answers is the target, asked by the gate.
/// </summary>
internal sealed class BridgedWmi : IDisposable
{
    private readonly ObjectExporter _exporter;
    private readonly ClassRegistry _classes = new();

    /// <summary>Creates it.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="gate">The parts of the gate.</param>
    /// <param name="target">The target.</param>
    /// <param name="port">The port of the objects.</param>
    public BridgedWmi(GatewayDoor gateway, GateParts gate, TargetHost target, int port)
    {
        var settings = target.Settings;
        // The target's own address is for nobody outside: clients are told the outer one, and the names that they may use.
        string[] names = [settings.Name, .. settings.Aliases];
        // No less than the gate gives to the target (RelayedTarget), and never less than DCOM asks for.
        var least = settings.RpcLevel < ProtectionLevel.Integrity ? ProtectionLevel.Integrity : settings.RpcLevel;
        _exporter = new(new DcomOptions
        {
            Bindings = new DcomBindings(port, [settings.Outer!], () => names, DcomDoor.Security(gate), isFixed: true),
            LeastLevel = _ => least,
            LeastLevelOf = _ => least,
            Watch = gate.Logon.Watch(gateway.Guard),
        }, gate.Clock);
        _classes.Add(new WmiServer(call => new BridgedLogin(gateway, target,
            GuardedConnection.Of(call.Remote, call.Local, Transport.Tcp)), _exporter, new WmiLimits(), gate.Clock).Class);
    }

    /// <summary>Serves both ports.</summary>
    /// <param name="mapper">The mapper's.</param>
    /// <param name="objects">The objects'.</param>
    public void Serve(RpcEndpoint mapper, RpcEndpoint objects)
    {
        mapper.ServeUnregistered(_exporter.ServeResolver(_classes));
        objects.ServeUnregistered(_exporter.Serve(_classes.Interfaces));
    }

    /// <inheritdoc/>
    public void Dispose() => _exporter.Dispose();
}
