using System.Net;
using System.Net.Sockets;
using Sekimori.App.Tests.Kit;
using Sekimori.TestKit;

namespace Sekimori.Interop.Gateway;

/// <summary>
/// Our own server as a target with both protocols, and a gate before it: WS-Management outside and WMI inside ("dcom"), WMI outside and
/// WS-Management inside ("web"), WMI on both sides ("both"). All are the command, as an operator starts it. impacket knows no other port
/// than 135.
/// </summary>
public sealed class BridgeFixture : IAsyncLifetime
{
    public const string Password = "Geheim-der-Schranke-2", Secret = "Nur-der-Tresor-kennt-es-2";

    /// <summary>The gate, and its addresses for "web" and "both".</summary>
    public const string Gate = "127.0.62.51", OuterWeb = "127.0.62.52", OuterBoth = "127.0.62.53";

    private static readonly string[] Inner = ["127.0.62.61", "127.0.62.62", "127.0.62.63"];

    private readonly TemporaryFolder _inner = new(), _gate = new();
    private Command? _server, _gateway;

    /// <summary>The port of the gate.</summary>
    public int Port { get; } = FreePort.At(Gate);

    /// <summary>The URL of "dcom", through the gate.</summary>
    public string Url => $"https://{Gate}:{Port}/to/dcom/wsman";

    /// <summary>The settings of the gate.</summary>
    public string SettingsFile => Path.Combine(_gate.Path, "settings.yaml");

    /// <summary>The data folder of the gate.</summary>
    public string Folder => _gate.Path;

    public async ValueTask InitializeAsync()
    {
        // Port 135 is for root.
        if (!Environment.IsPrivilegedProcess) return;
        var port = FreePort.At(Inner[1]);
        await AddAsync(Secret,
            ["account", "add", "svc-gate", "--role", "administrator", "--password-stdin", "--data", _inner.Path, "--unix-user", "root"]);
        await AddAsync(Password, ["account", "add", "alice", "--role", "administrator", "--password-stdin", "--data", _gate.Path]);
        await AddAsync(Secret, ["vault", "add", "host", "--user", "svc-gate", "--password-stdin", "--data", _gate.Path]);
        File.WriteAllText(Path.Combine(_inner.Path, "settings.yaml"),
            $"address: [{string.Join(", ", Inner)}]\nallow: [127.0.0.0/8]\n" +
            $"wsman: {{ http-port: \"off\", https-port: {port}, channel-binding: strict }}\n");
        _server = Command.Start("serve", "--settings", Path.Combine(_inner.Path, "settings.yaml"), "--data", _inner.Path);
        await _server.WaitForAsync(server => server.Output.Contains("  Stop", StringComparison.Ordinal), "the server's banner");
        File.WriteAllText(Path.Combine(_gate.Path, "policy.yaml"), """
            version: 1
            default: deny
            audit: yes
            rules:
              - { name: the way to objects, target: "*", interface: [epmapper, IObjectExporter], do: allow }
              - { name: no new processes, target: "*", class: Win32_Process, method: Create, do: deny }
              - { name: alice, account: alice, target: "*", do: allow }
            """);
        File.WriteAllText(SettingsFile, $"""
            address: {Gate}
            allow: [127.0.0.0/8]
            policy: policy.yaml
            wsman:
              https-port: {Port}
            gateway:
              lab-networks: [127.0.0.0/8]
              targets:
                - name: dcom
                  address: {Inner[0]}
                  ports: [135, 49152-65535]
                  wsman: bridge
                  rpc-ntlm: true
                  as: vault host
                - name: web
                  address: {Inner[1]}
                  ports: [{port}]
                  wsman: https://{Inner[1]}:{port}
                  fingerprint: {await FingerprintAsync(Inner[1], port)}
                  rpc: bridge
                  outer: {OuterWeb}
                  as: vault host
                - name: both
                  address: {Inner[2]}
                  ports: [135, 49152-65535]
                  rpc: terminate
                  rpc-interfaces: [IWbemServices]
                  rpc-ntlm: true
                  outer: {OuterBoth}
                  as: vault host
            """);
        _gateway = Command.Start("gate", "--settings", SettingsFile, "--data", _gate.Path);
        await _gateway.WaitForAsync(gate => gate.Output.Contains("  Stop", StringComparison.Ordinal), "the gate's banner");
    }

    /// <summary>Skips the test where no gate is running.</summary>
    public void Need()
    {
        if (_gateway is null) Assert.Skip("port 135 needs root");
    }

    /// <summary>Runs a script of impacket's examples; <c>{target}</c> is the logon at an address.</summary>
    public async Task<string> ImpacketAsync(string address, string script, params string[] arguments)
    {
        Need();
        await PeerProgram.NeedModuleAsync("impacket", "python3-impacket");
        var path = Path.Combine(PeerProgram.ImpacketExamples, script);
        if (!File.Exists(path)) Assert.Skip($"{path} is not here: install the package python3-impacket with its documentation.");
        var (_, output, errors) = await PeerProgram.RunAsync(PeerProgram.Python,
            [path, .. arguments.Select(one => one.Replace("{target}", $"alice:{Password}@{address}", StringComparison.Ordinal))]);
        Assert.DoesNotContain("Traceback", output + errors);
        return output + errors;
    }

    /// <summary>Writes a file for a script.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(_gate.Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>The lines of the gate's audit log.</summary>
    public async Task<string> LogAsync()
    {
        var (code, output, error) = await Command.RunAsync("log", "query", "--json", "--limit", "100000", "--data", _gate.Path);
        Assert.True(code == 0, error);
        return output;
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null) await _gateway.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        _gate.Dispose();
        _inner.Dispose();
    }

    private static async Task AddAsync(string input, string[] arguments)
    {
        await using var add = Command.StartWith(input + "\n", arguments);
        Assert.True(await add.EndAsync() == 0, add.Error);
    }

    private static async Task<string> FingerprintAsync(string address, int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address, port);
        await using var tls = new System.Net.Security.SslStream(client.GetStream(), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync(address);
        return tls.RemoteCertificate!.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256);
    }
}
