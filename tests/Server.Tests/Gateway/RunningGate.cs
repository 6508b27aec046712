using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.App.Tests.Kit;
using Sekimori.Client.Gateway;
using Sekimori.Client.WsMan;
using Sekimori.Gate;
using Sekimori.Gate.Gateway;
using Sekimori.Gate.Gateway.Terminated;
using Sekimori.Gate.Settings;
using Sekimori.Guard;
using Sekimori.Guard.Connect;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.Server.Rpc;
using Sekimori.Storage.Accounts;
using Sekimori.Storage.Files;
using Sekimori.Storage.Secrets;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Gateway;

/// <summary>A gate in this process with one target, "echo", and the accounts alice (operator), bob (reader) and nobody (no role).</summary>
internal sealed class RunningGate : IAsyncDisposable
{
    public const string Password = "Passw0rd-of-the-gate";

    public const string AliceOnly = """
        version: 1
        default: deny
        audit: yes
        rules:
          - { name: alice to echo, account: alice, target: echo, do: allow }
          - { name: nobody to echo, account: nobody, target: echo, do: allow }
        """;

    private readonly StartedServer _server;

    private RunningGate(StartedServer server, AccountStore accounts, int port, EchoTarget target)
    {
        (_server, Accounts, Port, Target) = (server, accounts, port, target);
        Journal = new(server.Folder);
    }

    /// <summary>An address that no other test uses.</summary>
    public static IPAddress Here { get; } = IPAddress.Parse("127.0.0.21");

    public AccountStore Accounts { get; }

    public EchoTarget Target { get; }

    public int Port { get; }

    public SessionJournal Journal { get; }

    public string PolicyFile => Path.Combine(_server.Folder, "policy.yaml");

    public string DataFolder => _server.Folder;

    /// <summary>The settings that are read when <see cref="Reread"/> is called.</summary>
    public GatewaySettings Gateway { get; set; } = new();

    /// <summary>Shells and enumerations at targets, of all callers.</summary>
    public (int Shells, int Contexts) Terminated => _server.Server.Gateway!.Terminated.Open;

    /// <summary>The sessions whose requests end at the gate.</summary>
    internal TerminatedSessions TerminatedSessions => _server.Server.Gateway!.Terminated.Sessions;

    public string Fingerprint => _server.Server.Summary.Certificate!.Fingerprint;

    public static async Task<RunningGate> StartAsync(string policy = AliceOnly, Func<GatewaySettings, GatewaySettings>? change = null,
        Func<GateSettings, GateSettings>? changeAll = null, Action<string>? prepare = null)
    {
        var (folder, target) = (new TemporaryFolder(), new EchoTarget());
        File.WriteAllText(Path.Combine(folder.Path, "policy.yaml"), policy);
        File.WriteAllText(Path.Combine(folder.Path, "settings.yaml"), "");
        prepare?.Invoke(folder.Path);
        var data = new DataFolder(folder.Path);
        var accounts = new AccountStore(data, new SecretProtection(data, new KeyWrapping()), iterations: 1000);
        accounts.Add("alice", Password, Role.Operator);
        accounts.Add("bob", Password, Role.Reader);
        accounts.Add("nobody", Password, Role.None);
        var gateway = new GatewaySettings
        {
            Targets =
            [
                new()
                {
                    Name = "echo", Address = $"{Here}", Aliases = ["echo.lab.test"], Ports = [new((ushort)target.Port, (ushort)target.Port)]
                },
            ],
            LabNetworks = AddressList.Parse("127.0.0.0/8"),
            IsAlone = true,
        };
        var settings = new GateSettings
        {
            Addresses = [Here],
            Rpc = new RpcSettings { Port = 0 },
            WsManPorts = new WsManPorts { Http = 0, Https = FreePort.At(Here) },
            Gateway = change?.Invoke(gateway) ?? gateway,
            Guard = new GuardSettings { Policy = Path.Combine(folder.Path, "policy.yaml") },
        };
        settings = changeAll?.Invoke(settings) ?? settings;
        RunningGate? made = null;
        var server = await GateServer.OpenAsync(new GateOptions
        {
            Settings = settings, Folder = data, Loggers = NullLoggerFactory.Instance,
            Reread = (Path.Combine(folder.Path, "settings.yaml"), () => made!.Gateway),
        }, TestContext.Current.CancellationToken);
        made = new(new(folder, server), accounts, settings.WsManPorts.Https, target) { Gateway = settings.Gateway };
        await server.StartAsync(TestContext.Current.CancellationToken);
        return made;
    }

    /// <summary>Makes the gate read its targets again.</summary>
    public void Reread() => File.AppendAllText(Path.Combine(_server.Folder, "settings.yaml"), "#\n");

    public GatewayClient Client(string user = "alice", string password = Password,
        WsManAuthentication scheme = WsManAuthentication.Automatic) =>
        new(new Uri($"https://{Here}:{Port}"), new WsManClientOptions
        {
            UserName = user, Password = password, Authentication = scheme,
            Initiator = scheme == WsManAuthentication.Basic ? null : new SecurityInitiator(PasswordCredential.Parse(user, password)),
            Trust = new WsManTrust { Fingerprint = Fingerprint },
        });

    public Task<Stream> OpenAsync(string user = "alice", WsManAuthentication scheme = WsManAuthentication.Basic, string target = "echo") =>
        Client(user, Password, scheme).OpenAsync(target, Target.Port, TestContext.Current.CancellationToken);

    /// <summary>A TLS connection without a request.</summary>
    public async Task<SslStream> DialAsync()
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(Here, Port, TestContext.Current.CancellationToken);
        var stream = new SslStream(client.GetStream(), false, (_, _, _, _) => true);
        await stream.AuthenticateAsClientAsync("gate");
        return stream;
    }

    public static string Basic(string user = "alice") =>
        $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{Password}"))}\r\n";

    /// <summary>Sends text, and returns everything that comes back until the gate closes or a while passes.</summary>
    public async Task<string> AskAsync(string text)
    {
        await using var stream = await DialAsync();
        return await AskAsync(stream, text);
    }

    public static async Task<string> AskAsync(Stream stream, string text, int waitMilliseconds = 1500)
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);
        return await ReadAsync(stream, waitMilliseconds);
    }

    public static async Task<string> ReadAsync(Stream stream, int waitMilliseconds = 1500, string? until = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(waitMilliseconds);
        var (text, buffer) = (new StringBuilder(), new byte[4096]);
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, limit.Token)) > 0)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, read));
                if (until is not null && text.ToString().EndsWith(until, StringComparison.Ordinal)) break;
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException)
        {
            // No more comes.
        }
        return text.ToString();
    }

    /// <summary>Stops the gate, and gives the lines of its audit log.</summary>
    public Task<IReadOnlyList<string>> StopAsync() => _server.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        Target.Dispose();
        await _server.DisposeAsync();
    }
}
