using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sekimori.App.Tests.Kit;
using Sekimori.TestKit;

namespace Sekimori.Interop.Gateway;

/// <summary>
/// Our own server as a target, with one account that only the vault of the gate knows, and a gate before it with the account alice. Both
/// are the command, as an operator starts it.
/// </summary>
public sealed class TerminatedFixture : IAsyncLifetime
{
    public const string Password = "Geheim-der-Schranke-1", Secret = "Nur-der-Tresor-kennt-es-1", Address = "127.0.0.31";

    private readonly TemporaryFolder _inner = new(), _gate = new();
    private Command? _server, _gateway;

    /// <summary>The port of the gate.</summary>
    public int Port { get; } = FreePort.At(Address);

    /// <summary>The URL of the target, through the gate.</summary>
    public string Url => $"https://{Address}:{Port}/to/web1/wsman";

    /// <summary>Everything that gate and server have written, and the folder of the gate.</summary>
    public (string Output, string Folder) Written => (_gateway!.Output + _gateway.Error + _server!.Output + _server.Error, _gate.Path);

    /// <summary>The data folder of the target.</summary>
    public string InnerFolder => _inner.Path;

    /// <summary>The settings of the gate.</summary>
    public string SettingsFile => Path.Combine(_gate.Path, "settings.yaml");

    /// <summary>The port of the target.</summary>
    public int TargetPort { get; } = FreePort.At(Address);

    /// <summary>The SHA-256 of the certificate of the target.</summary>
    public string TargetFingerprint { get; private set; } = "";

    /// <summary>The certificate of the gate, as a file and by its SHA-256.</summary>
    public (string File, string Fingerprint) GateCertificate { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var port = TargetPort;
        string[] unixUser = Environment.IsPrivilegedProcess ? ["--unix-user", "root"] : [];
        await RunAsync(
            Secret, ["account", "add", "svc-gate", "--role", "administrator", "--password-stdin", "--data", _inner.Path, .. unixUser]);
        await RunAsync(Password, ["account", "add", "alice", "--role", "operator", "--password-stdin", "--data", _gate.Path]);
        await RunAsync(Password, ["account", "add", "auditor", "--role", "reader", "--password-stdin", "--data", _gate.Path]);
        await RunAsync(Password, ["account", "add", "boss", "--role", "administrator", "--password-stdin", "--data", _gate.Path]);
        await RunAsync(Secret, ["vault", "add", "web", "--user", "svc-gate", "--password-stdin", "--data", _gate.Path]);
        File.WriteAllText(Path.Combine(_inner.Path, "settings.yaml"),
            $"address: {Address}\nallow: [127.0.0.0/8]\nshells: {{ trust-operators: true }}\n" +
            // By CONNECT, callers know it by its name at the gate.
            $"logon: {{ published-names: [web1] }}\nrpc: {{ port: \"off\" }}\n" +
            $"wsman: {{ http-port: \"off\", https-port: {port}, channel-binding: strict }}\n");
        _server = Command.Start("serve", "--settings", Path.Combine(_inner.Path, "settings.yaml"), "--data", _inner.Path);
        await _server.WaitForAsync(server => server.Output.Contains("  Stop", StringComparison.Ordinal), "the server's banner");
        using (var certificate = await CertificateAsync(port)) TargetFingerprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        File.WriteAllText(Path.Combine(_gate.Path, "policy.yaml"),
            "version: 1\naudit: yes\nrules: [{ name: alice to web1, account: alice, target: web1, do: allow }]\n");
        File.WriteAllText(SettingsFile, $"""
            address: {Address}
            allow: [127.0.0.0/8]
            policy: policy.yaml
            wsman:
              https-port: {Port}
            gateway:
              lab-networks: [127.0.0.0/8]
              domain: gate.lab.test
              recording-readers: [auditor, "group:administrator"]
              targets:
                - name: web1
                  address: {Address}
                  ports: [{port}]
                  wsman: https://{Address}:{port}
                  fingerprint: {TargetFingerprint}
                  as: vault web
            """);
        _gateway = Command.Start("gate", "--settings", SettingsFile, "--data", _gate.Path);
        await _gateway.WaitForAsync(gate => gate.Output.Contains("  Stop", StringComparison.Ordinal), "the gate's banner");
        using var own = await CertificateAsync(Port);
        var file = Path.Combine(_gate.Path, "gate.pem");
        File.WriteAllText(file, own.ExportCertificatePem());
        GateCertificate = (file, own.GetCertHashString(HashAlgorithmName.SHA256));
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

    /// <summary>Runs a command that reads a password from its input.</summary>
    public static async Task RunAsync(string input, params string[] arguments)
    {
        await using var add = Command.StartWith(input + "\n", arguments);
        Assert.True(await add.EndAsync() == 0, add.Error);
    }

    private static async Task<X509Certificate2> CertificateAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Address, port);
        await using var tls = new SslStream(client.GetStream(), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync(Address);
        return X509CertificateLoader.LoadCertificate(tls.RemoteCertificate!.GetRawCertData());
    }
}
