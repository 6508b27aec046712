using System.Text;
using System.Text.Json;
using Sekimori.Client.WsMan;
using Sekimori.Gate.Settings;
using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.Storage.Files;
using Sekimori.Storage.Secrets;
using Sekimori.Storage.Vault;

namespace Sekimori.Server.Tests.Gateway.Terminated;

/// <summary>A gate in front of one <see cref="InnerHost"/>, "web1": alice and bob are operators, carol is a reader.</summary>
internal sealed class TerminatedGate : IAsyncDisposable
{
    public const string Policy = """
        version: 1
        default: deny
        audit: yes
        rules:
          - { name: alice, account: alice, target: "web*", do: allow }
          - { name: bob, account: bob, target: web1, do: allow }
          - { name: carol reads systems, account: carol, target: web1, class: [Win32_OperatingSystem, CIM_Process], do: allow }
        """;

    private TerminatedGate(RunningGate gate, InnerHost? inner) => (Gate, Inner) = (gate, inner!);

    public RunningGate Gate { get; }

    public InnerHost Inner { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<TerminatedGate> StartAsync(
        string policy = Policy, Func<GatewaySettings, GatewaySettings>? change = null, Func<GateSettings, GateSettings>? changeAll = null,
        Action<DataFolder>? prepare = null)
    {
        var inner = await InnerHost.StartAsync(RunningGate.Here);
        return await StartAsync(inner, inner.Url, inner.Fingerprint, policy, change, changeAll, prepare);
    }

    /// <summary>With another service as the target.</summary>
    public static async Task<TerminatedGate> StartAsync(InnerHost? inner, Uri address, string? fingerprint, string policy = Policy,
        Func<GatewaySettings, GatewaySettings>? change = null, Func<GateSettings, GateSettings>? changeAll = null,
        Action<DataFolder>? prepare = null)
    {
        var gate = await RunningGate.StartAsync(policy, settings =>
        {
            settings = settings with
            {
                Targets =
                [
                    new()
                    {
                        Name = "web1", Address = $"{RunningGate.Here}", Ports = [new((ushort)address.Port, (ushort)address.Port)],
                        WsMan = address, Fingerprint = fingerprint, Vault = "inner",
                    },
                ],
                Domain = "gate.lab.test",
            };
            return change?.Invoke(settings) ?? settings;
        }, changeAll, folder =>
        {
            var data = new DataFolder(folder);
            new VaultStore(data, new SecretProtection(data, new KeyWrapping())).Add("inner", InnerHost.User, InnerHost.Secret);
            prepare?.Invoke(data);
        });
        gate.Accounts.SetRole("bob", Role.Operator);
        gate.Accounts.Add("carol", RunningGate.Password);
        return new(gate, inner);
    }

    /// <summary>A client of the target, through the gate.</summary>
    public WsManClient Client(string user = "alice", string? target = "web1", WsManAuthentication scheme = WsManAuthentication.Automatic,
        string password = RunningGate.Password, TimeSpan? timeout = null) =>
        new(new Uri($"https://{RunningGate.Here}:{Gate.Port}{(target is null ? "" : $"/to/{target}")}/wsman"), new WsManClientOptions
        {
            UserName = user, Password = password, Authentication = scheme,
            Initiator = scheme == WsManAuthentication.Basic ? null : new SecurityInitiator(PasswordCredential.Parse(user, password)),
            Trust = new WsManTrust { Fingerprint = Gate.Fingerprint },
            OperationTimeout = timeout ?? TimeSpan.FromSeconds(20),
        });

    /// <summary>Sends an envelope as it is to a path, and gives the status and the answer.</summary>
    public async Task<(int Status, string Answer)> PostAsync(string path, string envelope, string? user = "alice", string? host = null,
        string more = "")
    {
        var body = Encoding.UTF8.GetBytes(envelope);
        var authorization = user is null ? "" : RunningGate.Basic(user).Replace("Proxy-", "", StringComparison.Ordinal);
        await using var stream = await Gate.DialAsync();
        var head = $"POST {path} HTTP/1.1\r\nHost: {host ?? $"{RunningGate.Here}:{Gate.Port}"}\r\n{authorization}{more}" +
            $"Content-Type: application/soap+xml;charset=UTF-8\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head), Token);
        await stream.WriteAsync(body, Token);
        var text = await RunningGate.ReadAsync(stream, 20_000);
        var status = text.Length > 12 ? int.Parse(text.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture) : 0;
        return (status, text);
    }

    /// <summary>Stops the gate, and gives the lines of its audit log that have a member.</summary>
    public async Task<IReadOnlyList<JsonElement>> LinesAsync(string member) =>
        [.. (await Gate.StopAsync()).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.TryGetProperty(member, out _))];

    public async ValueTask DisposeAsync()
    {
        await Gate.DisposeAsync();
        if (Inner is not null) await Inner.DisposeAsync();
    }
}
