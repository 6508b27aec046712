using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Sekimori.Client.Rpc;
using Sekimori.Client.Wmi;
using Sekimori.Client.WsMan;
using Sekimori.Gate.Gateway;
using Sekimori.Gate.Gateway.Relay;
using Sekimori.Gate.Gateway.Terminated;
using Sekimori.Gate.Settings;
using Sekimori.Storage.Vault;

namespace Sekimori.App.Gateway;

/// <summary>Logs on at a target as the gateway does it, and asks who it is.</summary>
internal static class VaultProbe
{
    /// <summary>Runs the test.</summary>
    public static async Task<TargetStep> RunAsync(
        TargetHost host, VaultStore vault, GatewaySettings gateway, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var (isGood, finding) = await LogOnAsync(host, vault, gateway, cancellationToken);
        return new(host.Name, "logon", isGood, Stopwatch.GetElapsedTime(started).TotalMilliseconds, finding);
    }

    private static async Task<(bool IsGood, string Finding)> LogOnAsync(
        TargetHost host, VaultStore vault, GatewaySettings gateway, CancellationToken cancellationToken)
    {
        try
        {
            if (host.Settings.WsMan is null) return (true, await LogOnByRpcAsync(host, vault, gateway, cancellationToken));
            using var client = new WsManClient(WsManAddress.Parse(host.Settings.WsMan!.AbsoluteUri), new TargetLogon(vault).Apply(new()
            {
                Trust = new WsManTrust { Fingerprint = host.Settings.Fingerprint },
                ConnectTimeout = gateway.ConnectTimeout,
                Dial = async (_, port, cancellation) =>
                {
                    var end = new IPEndPoint(await host.ResolveAsync(cancellation), port);
                    var socket = new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                    await socket.ConnectAsync(end, cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            }, host));
            var answer = await client.IdentifyAsync(cancellationToken);
            return (true, $"{answer.ProductVendor}, {answer.ProductVersion}; logged on by {client.ActiveScheme}" +
                (client.IsBoundToChannel ? ", bound to the TLS channel" : ""));
        }
        catch (Exception failure) when (failure is WsManClientException or WmiClientException or TargetException
            or RpcConnectionException or RpcBindException or SocketException or TimeoutException or IOException)
        {
            return (false, failure.Message);
        }
    }

    // As the bridge does it, or calls of the listed interfaces.
    private static async Task<string> LogOnByRpcAsync(
        TargetHost host, VaultStore vault, GatewaySettings gateway, CancellationToken cancellationToken)
    {
        var logon = new RelayLogon(vault, host);
        var address = await host.ResolveAsync(cancellationToken);
        if (host.Settings.IsWsManBridged || host.Settings.ServesWmi)
        {
            await using var wmi = await WmiClient.ConnectAsync($"{address}", logon.OpenCredential().Credential, new WmiClientOptions
            {
                Level = host.Settings.RpcLevel, Scheme = logon.Scheme, Target = logon.Principal, Port = gateway.MapperPort,
                ConnectTimeout = gateway.ConnectTimeout, AllowsPort = host.Settings.HasPort,
            }, cancellationToken);
            return $"WMI, {wmi.Namespace}; logged on by {wmi.ActiveScheme}";
        }
        var first = host.Settings.RpcInterfaces[0];
        var (options, _) = logon.Open();
        var (client, _) = await RpcClient.ConnectAsync(
            new RpcBinding($"{address}"), new(first.Uuid, first.Major, first.Minor), options, cancellationToken);
        await using (client) return $"{first.Name}; logged on by {client.Scheme}";
    }
}
