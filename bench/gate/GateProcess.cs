using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Gate;
using Sekimori.Gate.Settings;
using Sekimori.Gate.Threads;
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

    /// <param name="target">The host behind.</param>
    /// <param name="certificate">The gate's certificate.</param>
    /// <param name="outer">The address at which RPC is followed; null: it is not.</param>
    /// <param name="audit">What the policy records: "yes" for each call.</param>
    public static async Task<int> RunAsync(IPEndPoint target, string certificate, IPAddress? outer = null, string audit = "yes")
    {
        var folder = Directory.CreateTempSubdirectory("sekimori-gate-bench-").FullName;
        var policy = Path.Combine(folder, "policy.yaml");
        await File.WriteAllTextAsync(policy,
            $"version: 1\naudit: {audit}\nrules: [{{ name: it, account: alice, target: it, do: allow }}]\n");
        var data = new DataFolder(folder);
        new AccountStore(data, new SecretProtection(data, new KeyWrapping())).Add(User, Password, Role.Operator);
        return await ServeAsync(data, policy, certificate, new GatewaySettings
        {
            IsAlone = true, SessionsPerAccount = 4096, LabNetworks = AddressList.Loopback,
            // The load says nothing on the connection of its logon.
            MapperPort = target.Port, LoginSilence = TimeSpan.FromHours(1),
            Targets =
            [
                new()
                {
                    Name = "it", Address = $"{target.Address}", Outer = outer, Rpc = outer is null ? RpcMode.Off : RpcMode.Follow,
                    Ports = [new((ushort)target.Port, (ushort)target.Port), new(RpcTarget.Named, RpcTarget.Named)],
                },
            ],
        });
    }

    /// <summary>Serves until it is killed.</summary>
    public static async Task<int> ServeAsync(
        DataFolder data, string policy, string certificate, GatewaySettings gateway, params IPAddress[] others)
    {
        // As `sekimori gate` does.
        if (gateway.IsAlone) SocketThreads.PassOnInline();
        var port = FreePort();
        var settings = new GateSettings
        {
            Addresses = [IPAddress.Loopback, .. others],
            Rpc = new RpcSettings { Port = 0 },
            WsManPorts = new WsManPorts { Http = 0, Https = port },
            Certificate = new CertificateSettings { File = certificate },
            Guard = new GuardSettings { Policy = policy },
            Gateway = gateway,
        };
        await using var server = await GateServer.OpenAsync(
            new GateOptions { Settings = settings, Folder = data, Loggers = NullLoggerFactory.Instance }, CancellationToken.None);
        await server.StartAsync(CancellationToken.None);
        Processes.Ready(port);
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    /// <summary>A port that is free now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
