using System.Net;
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
    /// <param name="isRecorded">True if shells are recorded.</param>
    public static async Task<int> RunAsync(string certificate, string fingerprint, int? target, bool isRecorded = false)
    {
        var folder = Directory.CreateTempSubdirectory("sekimori-gate-bench-").FullName;
        var policy = Path.Combine(folder, "policy.yaml");
        await File.WriteAllTextAsync(policy, "version: 1\naudit: yes\nrules: [{ name: it, account: alice, "
            + (target is null ? "" : "target: it, ") + "do: allow }]\n");
        var data = new DataFolder(folder);
        var secrets = new SecretProtection(data, new KeyWrapping());
        new AccountStore(data, secrets).Add(GateProcess.User, GateProcess.Password, Role.Operator,
            Environment.IsPrivilegedProcess ? "nobody" : null);
        new VaultStore(data, secrets).Add("it", GateProcess.User, GateProcess.Password);
        return await GateProcess.ServeAsync(data, policy, certificate, target is not { } behind ? new() : new()
        {
            IsAlone = true, SessionsPerAccount = 4096, LabNetworks = Sekimori.Guard.Connect.AddressList.Loopback,
            Targets =
            [
                new()
                {
                    Name = "it", Address = $"{IPAddress.Loopback}", Ports = [new((ushort)behind, (ushort)behind)],
                    WsMan = new Uri($"https://{IPAddress.Loopback}:{behind}/wsman"), Fingerprint = fingerprint, Vault = "it",
                    IsRecorded = isRecorded,
                },
            ],
        });
    }
}
