using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Gate;
using Sekimori.Gate.Settings;
using Sekimori.Guard;
using Sekimori.Storage.Accounts;
using Sekimori.Storage.Files;
using Sekimori.Storage.Secrets;
using Sekimori.Storage.Vault;

namespace Sekimori.Bench.Gate;

/// <summary>A server of WS-Management over HTTPS, or a gate at which WS-Management to that server ends; both as they come.</summary>
internal static class WsManServer
{
    /// <param name="certificate">The certificate of both.</param>
    /// <param name="fingerprint">Its SHA-256.</param>
    /// <param name="target">The port of the server behind; null for the server itself.</param>
    public static async Task<int> RunAsync(string certificate, string fingerprint, int? target)
    {
        var folder = Directory.CreateTempSubdirectory("sekimori-gate-bench-").FullName;
        var policy = Path.Combine(folder, "policy.yaml");
        await File.WriteAllTextAsync(policy, "version: 1\naudit: yes\nrules: [{ name: it, account: alice, "
            + (target is null ? "" : "target: it, ") + "do: allow }]\n");
        var data = new DataFolder(folder);
        var secrets = new SecretProtection(data, new KeyWrapping());
        new AccountStore(data, secrets).Add(GateProcess.User, GateProcess.Password, Role.Operator);
        new VaultStore(data, secrets).Add("it", GateProcess.User, GateProcess.Password);
        var port = FreePort();
        var settings = new GateSettings
        {
            Addresses = [IPAddress.Loopback],
            Rpc = new RpcSettings { Port = 0 },
            WsManPorts = new WsManPorts { Http = 0, Https = port },
            Certificate = new CertificateSettings { File = certificate },
            Guard = new GuardSettings { Policy = policy },
            Gateway = target is not { } behind ? new() : new()
            {
                IsAlone = true, LabNetworks = Sekimori.Guard.Connect.AddressList.Loopback,
                Targets =
                [
                    new()
                    {
                        Name = "it", Address = $"{IPAddress.Loopback}", Ports = [new((ushort)behind, (ushort)behind)],
                        WsMan = new Uri($"https://{IPAddress.Loopback}:{behind}/wsman"), Fingerprint = fingerprint, Vault = "it",
                    },
                ],
            },
        };
        await using var server = await GateServer.OpenAsync(
            new GateOptions { Settings = settings, Folder = data, Loggers = NullLoggerFactory.Instance }, CancellationToken.None);
        await server.StartAsync(CancellationToken.None);
        Processes.Ready(port);
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
