using Sekimori.Gate.Listening;
using Sekimori.Guard;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Management;
using Sekimori.Server.Listening;
using Sekimori.Server.Rpc;

namespace Sekimori.Gate;

/// <summary>The ports of RPC: the endpoint mapper, the RPC endpoint that it names, and the local transport.</summary>
internal static class RpcDoor
{
    /// <summary>Creates the RPC server, which does not accept connections yet. Null if RPC is off.</summary>
    /// <exception cref="GateException">The local socket cannot be opened.</exception>
    public static async Task<RpcServer?> OpenAsync(
        GateParts gate, ListenPlan plan, ListenSockets sockets, CancellationToken cancellationToken)
    {
        if (plan.Mapper.IsEmpty)
            return null;
        var (settings, logon) = (gate.Settings, gate.Logon);
        var server = new RpcServer(Options(gate, sockets), gate.Loggers);
        try
        {
            var map = new EndpointMap();
            var mapper = new ServedInterface(
                new EndpointMapperService(map, towerAddress: new TowerAddresses().For), settings.Rpc.LeastLevelOf(IEndpointMapper.Info.Id));
            var management = settings.Rpc.LeastLevelOf(IManagement.Info.Id);
            // The map gives each client the address on which it reached us: one of several addresses stands for all.
            foreach (var end in plan.Mapper)
                (await server.BindTcpAsync(end.Address, end.Port, cancellationToken).ConfigureAwait(false)).Serve(
                    end == plan.Mapper[0] ? map : new EndpointMap(), logon.PrincipalName, management, (mapper, "Endpoint mapper"));
            foreach (var end in plan.Rpc)
                (await server.BindTcpAsync(end.Address, end.Port, cancellationToken).ConfigureAwait(false)).Serve(
                    end == plan.Rpc[0] ? map : new EndpointMap(), logon.PrincipalName, management);
            if (plan.Local is { } path)
                (await OpenLocalAsync(server, path, cancellationToken).ConfigureAwait(false)).Serve(
                    new EndpointMap(), logon.PrincipalName, (mapper with { MinimumLevel = ProtectionLevel.None }, "Endpoint mapper"));
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static RpcServerOptions Options(GateParts gate, ListenSockets sockets) => new()
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
        Guard = gate.Guard.Guard,
        DynamicPorts = gate.Settings.Rpc.DynamicPort,
        ListenSocket = sockets.Take,
        Security = gate.Logon.Acceptor,
        Watch = gate.Logon.Watch(gate.Guard.Guard),
    };

    private static async Task<RpcEndpoint> OpenLocalAsync(RpcServer server, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await server.BindLocalAsync(path, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure)
            when (failure is IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException or ArgumentException)
        {
            throw new GateException($"the local RPC socket {path} cannot be opened: {failure.Message} (setting rpc: socket)", failure);
        }
    }
}
