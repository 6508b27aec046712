using System.Net;
using Sekimori.Gate;
using Sekimori.Gate.Settings;
using Sekimori.Guard;
using Sekimori.Guard.Connect;
using Sekimori.Storage.Accounts;
using Sekimori.Storage.Files;
using Sekimori.Storage.Secrets;
using Sekimori.Storage.Vault;

namespace Sekimori.Bench.Gate;

/// <summary>A server of WS-Management over HTTPS, or a gate at which WS-Management to that server ends; both as they come.</summary>
internal static class WsManServer
{
    // The table of targets takes each address once.
    private static readonly IPAddress Recorded = IPAddress.Parse("127.0.0.37");

    /// <param name="certificate">The certificate of both.</param>
    /// <param name="fingerprint">Its SHA-256.</param>
    /// <param name="target">
    /// The port of the server behind, which is two targets of the gate's: shells of "recorded" are recorded, those of "it" are not. Two
    /// gates would differ by more: what a process compiled, and when. Null for the server itself.
    /// </param>
    public static async Task<int> RunAsync(string certificate, string fingerprint, int? target)
    {
        var folder = Directory.CreateTempSubdirectory("sekimori-gate-bench-").FullName;
        var policy = Path.Combine(folder, "policy.yaml");
        await File.WriteAllTextAsync(policy, "version: 1\naudit: yes\nrules: [{ name: it, account: alice, "
            + (target is null ? "" : "target: '*', ") + "do: allow }]\n");
        var data = new DataFolder(folder);
        var secrets = new SecretProtection(data, new KeyWrapping());
        new AccountStore(data, secrets).Add(GateProcess.User, GateProcess.Password, Role.Operator,
            Environment.IsPrivilegedProcess ? "nobody" : null);
        new VaultStore(data, secrets).Add("it", GateProcess.User, GateProcess.Password);
        if (target is not { } behind) return await GateProcess.ServeAsync(data, policy, certificate, new(), Recorded);
        return await GateProcess.ServeAsync(data, policy, certificate, new()
        {
            IsAlone = true, SessionsPerAccount = 4096, LabNetworks = AddressList.Loopback,
            Targets = [Target("it", IPAddress.Loopback, behind, fingerprint), Target("recorded", Recorded, behind, fingerprint)],
        });
    }

    private static GatewayTarget Target(string name, IPAddress address, int port, string fingerprint) => new()
    {
        Name = name, Address = $"{address}", Ports = [new((ushort)port, (ushort)port)],
        WsMan = new Uri($"https://{address}:{port}/wsman"), Fingerprint = fingerprint, Vault = "it", IsRecorded = name == "recorded",
    };
}
