using System.Net;
using Sekimori.Gate.Settings;
using Sekimori.Guard;
using Sekimori.Guard.Connect;
using Sekimori.Observations;
using Sekimori.Storage.Accounts;
using Sekimori.Storage.Files;
using Sekimori.Storage.Secrets;
using Sekimori.Storage.Vault;
using Sekimori.TestHost;

namespace Sekimori.Bench.Gate;

/// <summary>
/// A host with samr, and a gate at which samr ends: the caller logs on there, and the gate at the host. Each call is recorded.
/// </summary>
internal static class SamrGate
{
    /// <summary>The host alone.</summary>
    public static async Task<int> RunHostAsync()
    {
        var options = new TestHostOptions { Address = IPAddress.Loopback, Port = 0, User = SamrLoad.User, Password = GateProcess.Password };
        await using var host = await TestHostServer.StartAsync(options);
        Processes.Ready(host.Mapper.Port);
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    /// <param name="target">The host's endpoint mapper; the gate's has the same port.</param>
    /// <param name="certificate">The gate's certificate.</param>
    /// <param name="outer">The address of the gate for the host.</param>
    public static async Task<int> RunAsync(IPEndPoint target, string certificate, IPAddress outer)
    {
        var folder = Directory.CreateTempSubdirectory("sekimori-gate-bench-").FullName;
        var policy = Path.Combine(folder, "policy.yaml");
        await File.WriteAllTextAsync(policy, $$"""
            version: 1
            audit: yes
            rules:
              - { name: mapper, target: it, interface: epmapper, do: allow }
              - { name: it, account: {{GateProcess.User}}, target: it, do: allow }
            """);
        var data = new DataFolder(folder);
        var secrets = new SecretProtection(data, new KeyWrapping());
        new AccountStore(data, secrets).Add(GateProcess.User, GateProcess.Password, Role.Operator);
        new VaultStore(data, secrets).Add("it", $@"LAB\{SamrLoad.User}", GateProcess.Password);
        return await GateProcess.ServeAsync(data, policy, certificate, new GatewaySettings
        {
            IsAlone = true, LabNetworks = AddressList.Loopback, MapperPort = target.Port,
            Targets =
            [
                new()
                {
                    Name = "it", Address = $"{target.Address}", Outer = outer, Rpc = RpcMode.Terminate, RpcNtlm = true, Vault = "it",
                    RpcInterfaces = [InterfaceCatalogue.Find("samr")[0]], Ports = [new(1, ushort.MaxValue)],
                },
            ],
        });
    }
}
