using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Sekimori.Gate.Configuration;
using Sekimori.Gate.Settings;
using Sekimori.Server.Listening;
using Sekimori.WsMan.Operations;

namespace Sekimori.Gate.Listening;

/// <summary>Where a server listens. All sockets are open when there is a plan.</summary>
internal sealed record ListenPlan
{
    /// <summary>The endpoint mapper; empty if it is off.</summary>
    public ImmutableArray<IPEndPoint> Mapper { get; private init; } = [];

    /// <summary>The RPC endpoint on its dynamic port; empty if RPC is off.</summary>
    public ImmutableArray<IPEndPoint> Rpc { get; private init; } = [];

    /// <summary>WS-Management: what the settings say, and what was changed through winrm/config since.</summary>
    public ImmutableArray<PlannedListener> Listeners { get; private init; } = [];

    /// <summary>The Unix socket of the local transport; null if it is off. It is opened with the RPC server.</summary>
    public string? Local { get; private init; }

    /// <summary>Opens every TCP socket, or none.</summary>
    /// <exception cref="GateException">One cannot be opened; the message names the port and the remedy.</exception>
    internal static ListenPlan Open(GateSettings settings, string dataFolder, ConfigFile kept, ListenSockets sockets)
    {
        var addresses = Addresses(settings.Addresses);
        var fromSettings = FromSettings(settings, addresses);
        var listeners = kept.Apply(fromSettings);
        if (settings.Rpc.Port == 0 && listeners.Count == 0)
            throw new GateException("every port is off: nothing to serve");
        var mapper = Open(sockets, addresses, settings.Rpc.Port, "--rpc-port");
        return new ListenPlan
        {
            Mapper = mapper,
            Listeners = [.. listeners.Select(listener => Open(sockets, settings, listener, isSaid: fromSettings.Contains(listener)))],
            Rpc = settings.Rpc.Port == 0 || settings.Rpc.IsOnePort ? mapper : OpenDynamic(sockets, addresses, settings),
            Local = settings.Rpc.Port == 0 ? null : settings.Rpc.Socket is { } socket ? socket.Length > 0 ? socket : null
                : Path.Combine(dataFolder, "rpc.sock"),
        };
    }

    // The IPv6 wildcard takes IPv4 as well; beside it an IPv4 wildcard would find its port taken. A kernel without IPv6 has the IPv4 one
    // only.
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

    private static ImmutableArray<ConfigListener> FromSettings(GateSettings settings, ImmutableArray<IPAddress> addresses)
    {
        (string Transport, int Port)[] ports = [("HTTP", settings.WsManPorts.Http), ("HTTPS", settings.WsManPorts.Https)];
        return [.. ports.Where(p => p.Port != 0)
            .SelectMany(p =>
            addresses.Select(a => new ConfigListener(ListenerAddresses.Name(a), p.Transport, p.Port, Dns.GetHostName(), "", [])))];
    }

    // What the settings name must exist, or the server does not start. A listener made remotely must not keep the server from starting when
    // its address has gone, or a policy.
    private static PlannedListener Open(ListenSockets sockets, GateSettings settings, ConfigListener listener, bool isSaid)
    {
        if (!listener.Enabled) return new(listener, []);
        var addresses = ListenerAddresses.Of(listener.Address, settings.Addresses);
        if (isSaid)
            return new(listener, Open(sockets, addresses, listener.Port, listener.Transport == "HTTP" ? "--http-port" : "--https-port"));
        if (addresses.IsEmpty) return new(listener, [], "this host has no such network interface, or it has no address");
        if (GateGuard.Exposed(settings, addresses) is { } exposed) return new(listener, [], $"{exposed} is public, and no policy is set");
        try
        {
            return new(listener, sockets.OpenAll(addresses, listener.Port));
        }
        catch (ListenException failure)
        {
            return new(listener, [], ListenRemedy.Reason(failure));
        }
    }

    private static ImmutableArray<IPEndPoint> OpenDynamic(ListenSockets sockets, ImmutableArray<IPAddress> addresses, GateSettings settings)
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
