using System.Net;
using System.Net.Sockets;
using Sekimori.Cim.Schema;
using Sekimori.Gate.Guarding;
using Sekimori.Gate.Listening;
using Sekimori.Guard;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Management;
using Sekimori.Server.Listening;
using Sekimori.Server.Rpc;
using Sekimori.Wmi;
using Sekimori.Wmi.Server;

namespace Sekimori.Gate;

/// <summary>The ports of RPC: the endpoint mapper, the RPC endpoint that it names, and the local transport.</summary>
/// <param name="Server">The server.</param>
/// <param name="Dcom">DCOM; null if it is off.</param>
internal sealed record RpcDoor(RpcServer Server, DcomDoor? Dcom) : IAsyncDisposable
{
    /// <summary>Creates the RPC server, which does not accept connections yet. Null if RPC is off.</summary>
    /// <exception cref="GateException">The local socket cannot be opened.</exception>
    public static async Task<RpcDoor?> OpenAsync(
        GateParts gate, ListenPlan plan, ListenSockets sockets, ObjectManager objects, CancellationToken cancellationToken)
    {
        if (plan.Mapper.IsEmpty)
            return null;
        var (settings, logon) = (gate.Settings, gate.Logon);
        var watch = logon.Watch(gate.Guard.Guard);
        var server = new RpcServer(Options(gate, gate.Guard.Guard, watch, sockets.Take), gate.Loggers);
        var dcom = settings.Rpc.Dcom.IsEnabled ? new DcomDoor(gate, plan, watch) : null;
        if (settings.IsWmiEnabled)
            dcom?.Classes.Add(new WmiServer(objects, dcom.Exporter, new WmiLimits(), gate.Clock).Class);
        try
        {
            var map = new EndpointMap();
            var mapper = new ServedInterface(
                new EndpointMapperService(map, towerAddress: new TowerAddresses().For), settings.Rpc.LeastLevelOf(IEndpointMapper.Info.Id));
            var management = settings.Rpc.LeastLevelOf(IManagement.Info.Id);
            // The map gives each client the address on which it reached us: one of several addresses stands for all.
            foreach (var end in plan.Mapper.Union(plan.Rpc))
            {
                var (isMapper, isFirst) = (plan.Mapper.Contains(end), end.Equals(plan.Mapper[0]) || end.Equals(plan.Rpc[0]));
                var endpoint = await server.BindTcpAsync(end.Address, end.Port, cancellationToken).ConfigureAwait(false);
                endpoint.Serve(
                    isFirst ? map : new EndpointMap(), logon.PrincipalName, management, isMapper ? [(mapper, "Endpoint mapper")] : []);
                if (isMapper) dcom?.ServeResolver(endpoint);
                if (plan.Rpc.Contains(end)) dcom?.ServeObjects(endpoint);
            }

            if (plan.Local is { } path)
                (await OpenLocalAsync(server, path, cancellationToken).ConfigureAwait(false)).Serve(
                    new EndpointMap(), logon.PrincipalName, (mapper with { MinimumLevel = ProtectionLevel.None }, "Endpoint mapper"));
            return new(server, dcom);
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            dcom?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync().ConfigureAwait(false);
        Dcom?.Dispose();
    }

    /// <summary>The options of an RPC server with the settings of this gate.</summary>
    /// <param name="gate">The parts of the gate.</param>
    /// <param name="guard">The guard of its connections.</param>
    /// <param name="watch">Whether callers may keep what they opened.</param>
    /// <param name="listen">Gives the socket of an endpoint.</param>
    internal static RpcServerOptions Options(GateParts gate, IRpcGuard guard, CallerWatch watch, Func<EndPoint, Socket> listen) => new()
    {
        Limits = RpcServerLimits.Default with
        {
            MaxFragment = gate.Settings.Rpc.MaxFragment,
            MaxRequest = gate.Settings.Rpc.MaxRequest,
            MaxAnonymousRequest = gate.Settings.Rpc.MaxAnonymousRequest,
            Generation = gate.Settings.Rpc.Generation,
        },
        MaxConnections = int.MaxValue,
        Gate = gate.Places.Gate,
        Connect = GateGuard.Admission(gate.Settings),
        Guard = guard,
        DynamicPorts = gate.Settings.Rpc.DynamicPort,
        ListenSocket = listen,
        Security = gate.Logon.Acceptor,
        Watch = watch,
    };

    private static async Task<RpcEndpoint> OpenLocalAsync(RpcServer server, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await server.BindLocalAsync(path, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure)
            when (failure is IOException or UnauthorizedAccessException or SocketException or ArgumentException)
        {
            throw new GateException($"the local RPC socket {path} cannot be opened: {failure.Message} (setting rpc: socket)", failure);
        }
    }
}
