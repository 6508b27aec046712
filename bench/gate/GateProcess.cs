using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Gate;
using Sekimori.Gate.Settings;
using Sekimori.Guard;
using Sekimori.Guard.Connect;
using Sekimori.Storage.Accounts;
using Sekimori.Storage.Files;
using Sekimori.Storage.Secrets;

namespace Sekimori.Bench.Gate;

/// <summary>A gate as it comes: policy, audit log, detection, service map, journal.</summary>
internal static class GateProcess
{
    public const string User = "alice", Password = "Passw0rd-of-the-bench";

    public static async Task<int> RunAsync(IPEndPoint target, string certificate)
    {
        var folder = Directory.CreateTempSubdirectory("sekimori-gate-bench-").FullName;
        var policy = Path.Combine(folder, "policy.yaml");
        await File.WriteAllTextAsync(policy,
            "version: 1\naudit: yes\nrules: [{ name: it, account: alice, target: it, do: allow }]\n");
        var data = new DataFolder(folder);
        new AccountStore(data, new SecretProtection(data, new KeyWrapping())).Add(User, Password, Role.Operator);
        var port = FreePort();
        var settings = new GateSettings
        {
            Addresses = [IPAddress.Loopback],
            Rpc = new RpcSettings { Port = 0 },
            WsManPorts = new WsManPorts { Http = 0, Https = port },
            Certificate = new CertificateSettings { File = certificate },
            Guard = new GuardSettings { Policy = policy },
            Gateway = new GatewaySettings
            {
                IsAlone = true, LabNetworks = AddressList.Loopback,
                Targets = [new() { Name = "it", Address = $"{target.Address}", Ports = [new((ushort)target.Port, (ushort)target.Port)] }],
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
