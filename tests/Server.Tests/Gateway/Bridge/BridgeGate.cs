using System.Net;
using System.Text.Json;
using Sekimori.Client.Wmi;
using Sekimori.Client.WsMan;
using Sekimori.Gate.Settings;
using Sekimori.Guard;
using Sekimori.Observations;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.Storage.Files;
using Sekimori.Storage.Secrets;
using Sekimori.Storage.Vault;

namespace Sekimori.Server.Tests.Gateway.Bridge;

/// <summary>
/// A gate with three targets, all of them one <see cref="BridgeHost"/>: "dcom" has WS-Management outside and WMI inside, "wsman" WMI
/// outside and WS-Management inside, "both" WMI on both sides. alice is an administrator, bob an operator, carol a reader.
/// </summary>
internal sealed class BridgeGate : IAsyncDisposable
{
    public const string Everything = """
        version: 1
        default: deny
        audit: yes
        rules:
          - { name: clients find their way, target: "*", interface: [epmapper, IObjectExporter], do: allow }
          - { name: all, account: [alice, bob, carol], target: "*", do: allow }
        """;

    private BridgeGate(RunningGate gate, BridgeHost host) => (Gate, Host) = (gate, host);

    /// <summary>The gate's address for "wsman".</summary>
    public static IPAddress OuterWsMan { get; } = IPAddress.Parse("127.0.62.34");

    /// <summary>The gate's address for "both".</summary>
    public static IPAddress OuterBoth { get; } = IPAddress.Parse("127.0.62.35");

    public RunningGate Gate { get; }

    public BridgeHost Host { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<BridgeGate> StartAsync(
        string policy = Everything, Func<GatewayTarget, GatewayTarget>? change = null)
    {
        var host = await BridgeHost.StartAsync();
        var dcom = new GatewayTarget
        {
            Name = "dcom", Address = $"{BridgeHost.Here}", Ports = [new(1, 65535)], Vault = "inner", IsWsManBridged = true, RpcNtlm = true,
        };
        GatewayTarget[] targets =
        [
            dcom,
            // The table of targets takes each address once.
            dcom with
            {
                Name = "wsman", Address = $"{BridgeHost.All[1]}", IsWsManBridged = false, RpcNtlm = false, WsMan = host.Url,
                Fingerprint = host.Host.Fingerprint, Rpc = RpcMode.Bridge, Outer = OuterWsMan,
            },
            dcom with
            {
                Name = "both", Address = $"{BridgeHost.All[2]}", IsWsManBridged = false, Rpc = RpcMode.Terminate, Outer = OuterBoth,
                RpcInterfaces = [InterfaceCatalogue.Find("IWbemServices")[0]],
            },
        ];
        var gate = await RunningGate.StartAsync(policy, settings => settings with
        {
            MapperPort = host.Mapper,
            Targets = [.. targets.Select(target => change?.Invoke(target) ?? target)],
        }, prepare: folder =>
        {
            var data = new DataFolder(folder);
            new VaultStore(data, new SecretProtection(data, new KeyWrapping())).Add("inner", InnerHost.User, InnerHost.Secret);
        });
        gate.Accounts.SetRole("alice", Role.Administrator);
        gate.Accounts.SetRole("bob", Role.Operator);
        gate.Accounts.Add("carol", RunningGate.Password);
        return new(gate, host);
    }

    /// <summary>A client of WS-Management, through the gate.</summary>
    public WsManClient WsMan(string user = "alice", string target = "dcom") =>
        new(new Uri($"https://{RunningGate.Here}:{Gate.Port}/to/{target}/wsman"), new WsManClientOptions
        {
            UserName = user, Password = RunningGate.Password, Authentication = WsManAuthentication.Ntlm,
            Initiator = new SecurityInitiator(PasswordCredential.Parse(user, RunningGate.Password)),
            Trust = new WsManTrust { Fingerprint = Gate.Fingerprint },
            OperationTimeout = TimeSpan.FromSeconds(20),
        });

    /// <summary>A client of WMI, through the gate.</summary>
    public Task<WmiClient> WmiAsync(IPAddress outer, string user = "alice", string space = "root/cimv2",
        ProtectionLevel level = ProtectionLevel.Privacy) => WmiClient.ConnectAsync($"{outer}",
        PasswordCredential.Parse(user, RunningGate.Password), new WmiClientOptions
        {
            Port = Host.Mapper, Namespace = space, Scheme = SecurityScheme.Ntlm, Level = level,
        }, Token);

    /// <summary>Stops the gate, and gives the lines of its audit log.</summary>
    public async Task<IReadOnlyList<JsonElement>> LinesAsync() =>
        [.. (await Gate.StopAsync()).Select(line => JsonDocument.Parse(line).RootElement)];

    public async ValueTask DisposeAsync()
    {
        await Gate.DisposeAsync();
        await Host.DisposeAsync();
    }
}
