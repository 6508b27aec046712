using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.App.Tests.Kit;
using Sekimori.Client.Wmi;
using Sekimori.Client.WsMan;
using Sekimori.Gate;
using Sekimori.Gate.Settings;
using Sekimori.Guard;
using Sekimori.Guard.Connect;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.Storage.Accounts;
using Sekimori.Storage.Audit;
using Sekimori.Storage.Files;
using Sekimori.Storage.Secrets;

namespace Sekimori.Server.Tests.Gateway.Bridge;

/// <summary>A host behind the gate with both doors: our own server, with one account that only the gate's vault knows.</summary>
internal sealed class BridgeHost : IAsyncDisposable
{
    public const string User = "svc-bridge", Secret = "Only-the-vault-knows-this-2";

    private readonly TemporaryFolder _folder;
    private readonly GateServer _server;
    private bool _isStopped;

    private BridgeHost(TemporaryFolder folder, GateServer server, int mapper, int https) =>
        (_folder, _server, Mapper, Https) = (folder, server, mapper, https);

    /// <summary>The host's addresses, which nobody outside would reach.</summary>
    public static IPAddress[] All { get; } =
        [IPAddress.Parse("127.0.62.33"), IPAddress.Parse("127.0.62.36"), IPAddress.Parse("127.0.62.37")];

    /// <summary>The first of them.</summary>
    public static IPAddress Here => All[0];

    public int Mapper { get; }

    public int Https { get; }

    public Uri Url => new($"https://{All[1]}:{Https}/wsman");

    public string Fingerprint => _server.Summary.Certificate!.Fingerprint.Replace(":", "", StringComparison.Ordinal);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<BridgeHost> StartAsync()
    {
        var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "policy.yaml"),
            "version: 1\ndefault: allow\naudit: yes\nrules: [{ name: all, do: allow }]\n");
        var data = new DataFolder(folder.Path);
        new AccountStore(data, new SecretProtection(data, new KeyWrapping()), iterations: 1000)
            .Add(User, Secret, Role.Administrator, Environment.IsPrivilegedProcess ? "root" : null);
        var settings = new GateSettings
        {
            Addresses = [.. All],
            Allow = AddressList.Parse("127.0.0.0/8"),
            Rpc = new RpcSettings { Port = FreePort() },
            WsManPorts = new WsManPorts { Http = 0, Https = FreePort() },
            StoreConsumers = true,
            WsMan = new() { CbtHardeningLevel = "Strict" },
            Guard = new GuardSettings { Policy = Path.Combine(folder.Path, "policy.yaml") },
        };
        var server = await GateServer.OpenAsync(
            new GateOptions { Settings = settings, Folder = data, Loggers = NullLoggerFactory.Instance }, Token);
        await server.StartAsync(Token);
        return new(folder, server, settings.Rpc.Port, settings.WsManPorts.Https);
    }

    /// <summary>A client of WMI of the host itself.</summary>
    public Task<WmiClient> WmiAsync(string space = "root/cimv2") => WmiClient.ConnectAsync($"{Here}",
        new PasswordCredential(User, "", Secret),
        new WmiClientOptions { Port = Mapper, Namespace = space, Scheme = SecurityScheme.Ntlm }, Token);

    /// <summary>A client of WS-Management of the host itself.</summary>
    public WsManClient WsMan() => new(Url, new WsManClientOptions
    {
        UserName = User, Password = Secret, Initiator = new SecurityInitiator(new PasswordCredential(User, "", Secret)),
        Trust = new WsManTrust { Fingerprint = Fingerprint },
    });

    /// <summary>Stops the host, and gives the lines of its audit log.</summary>
    public async Task<IReadOnlyList<string>> StopAsync()
    {
        if (!_isStopped)
        {
            _isStopped = true;
            await _server.StopAsync();
            await _server.DisposeAsync();
        }
        return [.. AuditFiles.All(Path.Combine(_folder.Path, "audit")).SelectMany(File.ReadLines)];
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    private static int FreePort()
    {
        var listener = new TcpListener(Here, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return port;
    }
}
