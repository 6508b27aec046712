using Microsoft.Extensions.Logging;
using Sekimori.App.Terminal;
using Sekimori.Guard;
using Sekimori.Hosting.Listening;
using Sekimori.Hosting.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Management;

namespace Sekimori.App.Serve;

/// <summary>The ports of RPC: the endpoint mapper, the RPC endpoint that it names, and the local transport.</summary>
internal static class RpcDoor
{
    /// <summary>Puts the RPC server together; it accepts nobody yet. Null if RPC is off.</summary>
    /// <exception cref="CommandException">The local socket cannot be opened.</exception>
    public static async Task<RpcServer?> OpenAsync(ServeSettings settings, ListenPlan plan, ListenSockets sockets, ServeLogon logon, ServeGuard guard, ServeGate gate, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        if (plan.Mapper.IsEmpty)
            return null;
        var server = new RpcServer(Options(settings, sockets, logon, guard, gate), loggers);
        try
        {
            var map = new EndpointMap();
            var mapper = new ServedInterface(new EndpointMapperService(map, towerAddress: new TowerAddresses().For), settings.Rpc.LeastLevelOf(IEndpointMapper.Info.Id));
            var management = settings.Rpc.LeastLevelOf(IManagement.Info.Id);
            // The map gives each client the address on which it reached us: one of several addresses stands for all.
            foreach (var end in plan.Mapper)
                (await server.BindTcpAsync(end.Address, end.Port, cancellationToken)).Serve(end == plan.Mapper[0] ? map : new EndpointMap(), logon.PrincipalName, management, (mapper, "Endpoint mapper"));
            foreach (var end in plan.Rpc)
                (await server.BindTcpAsync(end.Address, end.Port, cancellationToken)).Serve(end == plan.Rpc[0] ? map : new EndpointMap(), logon.PrincipalName, management);
            if (plan.Local is { } path)
                (await OpenLocalAsync(server, path, cancellationToken)).Serve(new EndpointMap(), logon.PrincipalName, (mapper with { MinimumLevel = ProtectionLevel.None }, "Endpoint mapper"));
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private static RpcServerOptions Options(ServeSettings settings, ListenSockets sockets, ServeLogon logon, ServeGuard guard, ServeGate gate) => new()
    {
        Limits = RpcServerLimits.Default with
        {
            MaxFragment = settings.Rpc.MaxFragment, MaxRequest = settings.Rpc.MaxRequest, MaxAnonymousRequest = settings.Rpc.MaxAnonymousRequest,
            Generation = settings.Rpc.Generation,
        },
        MaxConnections = int.MaxValue,
        Gate = gate.Gate,
        Connect = ServeGuard.Admission(settings),
        Guard = guard.Guard,
        DynamicPorts = settings.Rpc.DynamicPort,
        ListenSocket = sockets.Take,
        Security = logon.Acceptor,
        Watch = logon.Watch(guard.Guard),
    };

    private static async Task<RpcEndpoint> OpenLocalAsync(RpcServer server, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await server.BindLocalAsync(path, cancellationToken: cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException or ArgumentException)
        {
            throw new CommandException(ExitCode.Failed, $"the local RPC socket {path} cannot be opened: {failure.Message} (setting rpc: socket)", failure);
        }
    }
}
