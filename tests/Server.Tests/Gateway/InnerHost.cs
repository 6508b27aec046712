using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.App.Tests.Kit;
using Sekimori.Gate;
using Sekimori.Gate.Settings;
using Sekimori.Guard;
using Sekimori.Guard.Connect;
using Sekimori.Storage.Accounts;
using Sekimori.Storage.Files;
using Sekimori.Storage.Secrets;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Gateway;

/// <summary>A host behind the gate: our own server, with one account that only the gate's vault knows.</summary>
internal sealed class InnerHost : IAsyncDisposable
{
    public const string User = "svc-gate", Secret = "Only-the-vault-knows-this-1";

    private readonly StartedServer _server;

    private InnerHost(StartedServer server, AccountStore accounts, Uri url) => (_server, Accounts, Url) = (server, accounts, url);

    public AccountStore Accounts { get; }

    /// <summary>Its WS-Management service.</summary>
    public Uri Url { get; }

    public string Fingerprint => _server.Server.Summary.Certificate!.Fingerprint.Replace(":", "", StringComparison.Ordinal);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts a host with WS-Management only.</summary>
    /// <param name="address">Its address, which nobody outside would reach.</param>
    /// <param name="change">Changes its settings.</param>
    public static async Task<InnerHost> StartAsync(IPAddress address, Func<GateSettings, GateSettings>? change = null)
    {
        var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "policy.yaml"),
            "version: 1\ndefault: allow\naudit: yes\nrules: [{ name: all, do: allow }]\n");
        var data = new DataFolder(folder.Path);
        var accounts = new AccountStore(data, new SecretProtection(data, new KeyWrapping()), iterations: 1000);
        accounts.Add(User, Secret, Role.Administrator, Environment.IsPrivilegedProcess ? "root" : null);
        var settings = new GateSettings
        {
            Addresses = [address],
            Allow = AddressList.Parse("127.0.0.0/8"),
            Rpc = new RpcSettings { Port = 0 },
            WsManPorts = new WsManPorts { Http = 0, Https = FreePort.At(address) },
            TrustOperators = true,
            // A relayed logon would name another channel.
            WsMan = new() { CbtHardeningLevel = "Strict" },
            Guard = new GuardSettings { Policy = Path.Combine(folder.Path, "policy.yaml") },
        };
        settings = change?.Invoke(settings) ?? settings;
        var server = await GateServer.OpenAsync(
            new GateOptions { Settings = settings, Folder = data, Loggers = NullLoggerFactory.Instance }, Token);
        await server.StartAsync(Token);
        return new(new(folder, server), accounts, new($"https://{address}:{settings.WsManPorts.Https}/wsman"));
    }

    /// <summary>Stops the host, and gives the lines of its audit log.</summary>
    public Task<IReadOnlyList<string>> StopAsync() => _server.StopAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
