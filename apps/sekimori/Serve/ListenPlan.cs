using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Sekimori.App.Terminal;
using Sekimori.Hosting.Listening;

namespace Sekimori.App.Serve;

/// <summary>Where a server listens. All sockets are open when there is a plan.</summary>
internal sealed record ListenPlan
{
    /// <summary>The endpoint mapper; empty where it is off.</summary>
    public ImmutableArray<IPEndPoint> Mapper { get; private init; } = [];

    /// <summary>The RPC endpoint on its dynamic port; empty where RPC is off.</summary>
    public ImmutableArray<IPEndPoint> Rpc { get; private init; } = [];

    /// <summary>WS-Management over HTTP.</summary>
    public ImmutableArray<IPEndPoint> Http { get; private init; } = [];

    /// <summary>WS-Management over HTTPS.</summary>
    public ImmutableArray<IPEndPoint> Https { get; private init; } = [];

    /// <summary>The Unix socket of the local transport; null where it is off. It is opened with the RPC server.</summary>
    public string? Local { get; private init; }

    /// <summary>Opens every TCP socket, or none.</summary>
    /// <exception cref="CommandException">One cannot be opened; the message names the port and the remedy.</exception>
    public static ListenPlan Open(ServeSettings settings, string dataFolder, ListenSockets sockets)
    {
        var addresses = Addresses(settings.Addresses);
        if (settings is { Rpc.Port: 0, WsManPorts: { Http: 0, Https: 0 } })
            throw new CommandException(ExitCode.Failed, "every port is off: there is nothing to serve");
        return new ListenPlan
        {
            Mapper = Open(sockets, addresses, settings.Rpc.Port, "--rpc-port"),
            Http = Open(sockets, addresses, settings.WsManPorts.Http, "--http-port"),
            Https = Open(sockets, addresses, settings.WsManPorts.Https, "--https-port"),
            Rpc = settings.Rpc.Port == 0 ? [] : OpenDynamic(sockets, addresses, settings),
            Local = settings.Rpc.Port == 0 ? null : settings.Rpc.Socket is { } socket ? socket.Length > 0 ? socket : null : Path.Combine(dataFolder, "rpc.sock"),
        };
    }

    // The IPv6 wildcard takes IPv4 as well; beside it an IPv4 wildcard would find its port taken. A kernel without IPv6 has the IPv4 one only.
    private static ImmutableArray<IPAddress> Addresses(ImmutableArray<IPAddress> asked)
    {
        if (!asked.Any(a => a.Equals(IPAddress.IPv6Any)))
            return [.. asked.Distinct()];
        return [Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any];
    }

    private static ImmutableArray<IPEndPoint> Open(ListenSockets sockets, ImmutableArray<IPAddress> addresses, int port, string option)
    {
        if (port == 0)
            return [];
        try
        {
            return [.. addresses.Select(address => sockets.Open(address, port))];
        }
        catch (ListenException failure)
        {
            throw ListenRemedy.For(failure, option);
        }
    }

    private static ImmutableArray<IPEndPoint> OpenDynamic(ListenSockets sockets, ImmutableArray<IPAddress> addresses, ServeSettings settings)
    {
        try
        {
            var port = sockets.OpenFirstFree(addresses, settings.Rpc.DynamicPort.First, settings.Rpc.DynamicPort.Last);
            return [.. addresses.Select(address => new IPEndPoint(address, port))];
        }
        catch (ListenException failure)
        {
            throw ListenRemedy.For(failure, "--rpc-dynamic-port");
        }
    }
}
