using System.Net;
using System.Net.Sockets;
using Sekimori.Gate.Gateway.Bridge;
using Sekimori.Gate.Gateway.Follow;
using Sekimori.Gate.Settings;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Server.Listening;
using Sekimori.Server.Rpc;

namespace Sekimori.Gate.Gateway.Relay;

/// <summary>
/// The outer address of a target whose RPC ends at the gate: a mapper of the gate's own, and one port for all listed interfaces.
/// </summary>
internal sealed class RelayedTarget : IAsyncDisposable
{
    private readonly RpcServer _server;
    private readonly List<RelayedInterface> _interfaces;
    private readonly BridgedWmi? _wmi;

    private RelayedTarget(RpcServer server, List<RelayedInterface> interfaces, BridgedWmi? wmi) =>
        (_server, _interfaces, _wmi) = (server, interfaces, wmi);

    /// <summary>Where it listens.</summary>
    public required IReadOnlyList<IPEndPoint> Ends { get; init; }

    /// <summary>Opens it.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="gate">The parts of the gate.</param>
    /// <param name="target">The target; its RPC ends here.</param>
    /// <param name="logon">The identity that is used there.</param>
    /// <exception cref="SocketException">The address is not this machine's, or the port needs a privilege.</exception>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<RelayedTarget> OpenAsync(GatewayDoor gateway, GateParts gate, TargetHost target, RelayLogon logon)
    {
        var (settings, port) = (target.Settings, gateway.Settings.MapperPort);
        Func<IPAddress, int, Socket>? privileged = gate.Options.Keeper is { } keeper ? keeper.Bind : null;
        var options = RpcDoor.Options(gate, new RelayGuard(gateway.Guard, target, port), gate.Logon.Watch(gateway.Guard),
            end => ListenSockets.Bind(((IPEndPoint)end).Address, ((IPEndPoint)end).Port, privileged));
        var server = new RpcServer(options, gate.Loggers);
        BridgedWmi? wmi = null;
        try
        {
            var map = new EndpointMap();
            var mapper = await server.BindTcpAsync(settings.Outer!, port).ConfigureAwait(false);
            mapper.Serve(map, gate.Logon.PrincipalName,
                (new ServedInterface(new EndpointMapperService(map, towerAddress: new TowerAddresses().For)), "Endpoint mapper"));
            // DCOM's are served anew, not passed on: their stubs have the names and ports of the host that made them.
            var interfaces = settings.RpcInterfaces.Where(known => !GatewayTarget.IsWmi(known))
                .Select(known => new RelayedInterface(gateway, target, known, logon)).ToList();
            var calls = await server.BindTcpAsync(settings.Outer!, 0).ConfigureAwait(false);
            // No less than the gate gives to the target: otherwise a call that travels open here would arrive sealed there.
            calls.Serve(map, gate.Logon.PrincipalName, settings.RpcLevel,
                [.. interfaces.Select(one => (new ServedInterface(one, settings.RpcLevel), $"{target.Name} {one.Info.Name}"))]);
            if (settings.ServesWmi)
            {
                wmi = new(gateway, gate, target, ((IPEndPoint)calls.Address).Port);
                wmi.Serve(mapper, calls);
            }
            server.Start();
            return new(server, interfaces, wmi) { Ends = [(IPEndPoint)mapper.Address, (IPEndPoint)calls.Address] };
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            wmi?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync().ConfigureAwait(false);
        foreach (var one in _interfaces) await one.EndAllAsync().ConfigureAwait(false);
        _wmi?.Dispose();
    }
}
