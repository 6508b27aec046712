using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sekimori.App.Tests.Kit;

namespace Sekimori.Interop.Gateway;

/// <summary>
/// A Samba domain controller that nobody outside reaches, a gate before it, and a connector outside: three network namespaces. Skips where
/// something for it is missing.
/// </summary>
public sealed class GatewayFixture : IAsyncLifetime
{
    private const string Password = "Geheim-der-Schranke-1", Gate = "203.0.113.10";

    private readonly TemporaryFolder _folder = new();
    private readonly string _name = $"seki{Environment.ProcessId % 100_000}";
    private Command? _gate, _connector, _login;

    /// <summary>Why it is not available; null if it is.</summary>
    public string? MissingReason { get; private set; }

    /// <summary>The domain controller's address inside.</summary>
    public static string Inside => "198.51.100.10";

    /// <summary>The connector's address outside.</summary>
    public static string Outside => "127.0.0.1";

    /// <summary>The gate's address that stands for the controller, once somebody has logged on.</summary>
    public static string Outer => "203.0.113.11";

    /// <summary>The gate's address at which the controller's RPC ends.</summary>
    public static string Ended => "203.0.113.12";

    /// <summary>The user at <see cref="Ended"/>, with the password.</summary>
    public static string Alice => $"alice%{Password}";

    /// <summary>The folder of gate and controller.</summary>
    public string Folder => _folder.Path;

    /// <summary>What the connector has reported so far.</summary>
    public string Reports => _connector!.Output;

    public async ValueTask InitializeAsync()
    {
        MissingReason = Missing();
        if (MissingReason is not null) return;
        var (code, _, error) = await PeerProgram.RunAsync(Script, ["up", _name, _folder.Path]);
        if (code != 0)
        {
            MissingReason = $"{error.Trim()} (code {code})";
            return;
        }
        await StartGateAsync();
        await StartConnectorAsync();
        await LogInAsync();
    }

    /// <summary>Logs on for followed RPC, as long as the command runs.</summary>
    public async Task LogInAsync()
    {
        _login = Command.StartProgramWith(Password, "/usr/bin/env", "ip", "netns", "exec", _name + "-out", Command.Program, "gate", "login",
            $"{Gate}:443", "--target", "dc1", "--user", "alice", "--password-stdin", "--ca", Path.Combine(_folder.Path, "gate.pem"));
        await _login.WaitForAsync(login => login.Output.Contains("stop with Ctrl-C", StringComparison.Ordinal), "the logon");
    }

    /// <summary>Logs off.</summary>
    public async Task LogOffAsync()
    {
        if (_login is not null) await _login.DisposeAsync();
        _login = null;
    }

    /// <summary>Runs a program directly beside the controller, where only the gate is, or outside.</summary>
    public Task<(int Code, string Output, string Errors)> RunAsync(bool isOutside, string program, params string[] arguments) =>
        RunAsync(isOutside, TimeSpan.FromMinutes(2), program, arguments);

    /// <summary>The same, for a program that takes longer.</summary>
    public Task<(int Code, string Output, string Errors)> RunAsync(
        bool isOutside, TimeSpan most, string program, params string[] arguments) =>
        PeerProgram.RunAsync("ip", ["netns", "exec", _name + (isOutside ? "-out" : "-gate"), program, .. arguments], most: most);

    /// <summary>Makes the controller's KDC reachable at the outer address, beside the gate: Heimdal has no KDC proxy.</summary>
    /// <returns>Ends it.</returns>
    internal async Task<Command> RelayKdcAsync()
    {
        const string relay = """
            import asyncio, sys
            async def copy(source, sink):
                try:
                    while data := await source.read(65536):
                        sink.write(data); await sink.drain()
                finally: sink.close()
            async def serve(source, sink):
                there = await asyncio.open_connection(sys.argv[2], 88)
                await asyncio.gather(copy(source, there[1]), copy(there[0], sink), return_exceptions=True)
            async def main():
                server = await asyncio.start_server(serve, sys.argv[1], 88)
                print('ready', flush=True)
                await server.serve_forever()
            asyncio.run(main())
            """;
        var command = Command.StartProgram("/usr/bin/env", "ip", "netns", "exec", _name + "-gate", PeerProgram.Python, "-c", relay, Outer,
            Inside);
        await command.WaitForAsync(started => started.Output.Contains("ready", StringComparison.Ordinal), "the relay of the KDC");
        return command;
    }

    /// <summary>Writes a krb5.conf for a caller outside, who reaches the gate's one port and nothing else.</summary>
    public string WriteKerberosSettings(string realm = "LAB.TEST")
    {
        var file = Path.Combine(_folder.Path, $"krb5-{realm}.conf");
        File.WriteAllText(file, $$"""
            [libdefaults]
              default_realm = {{realm}}
              dns_lookup_kdc = false
              dns_lookup_realm = false
            [realms]
              {{realm}} = {
                kdc = https://{{Gate}}/KdcProxy
                http_anchors = FILE:{{Path.Combine(_folder.Path, "gate.pem")}}
              }
            """);
        return file;
    }

    /// <summary>The lines of the gate's audit log.</summary>
    public async Task<string> LogAsync()
    {
        var (code, output, error) = await Command.RunAsync("log", "query", "--json", "--limit", "10000", "--data", _folder.Path);
        Assert.True(code == 0, error);
        return output;
    }

    public async ValueTask DisposeAsync()
    {
        await LogOffAsync();
        if (_connector is not null) await _connector.DisposeAsync();
        if (_gate is not null) await _gate.DisposeAsync();
        if (MissingReason is null || Directory.Exists(Path.Combine(_folder.Path, "dc")))
            await PeerProgram.RunAsync(Script, ["down", _name, _folder.Path]);
        _folder.Dispose();
    }

    internal static string Script { get; } = FindScript();

    internal static string? Missing()
    {
        if (!Environment.IsPrivilegedProcess) return "network namespaces need root";
        foreach (var (file, package) in (ReadOnlySpan<(string, string)>)[
            ("/usr/sbin/samba", "samba-ad-dc"), ("/usr/bin/rpcclient", "smbclient"), ("/usr/bin/samba-tool", "samba")])
        {
            if (!File.Exists(file)) return $"{file} is not here: install the package {package}";
        }
        return File.Exists(Script) ? null : "the tests do not run from a clone";
    }

    private static string FindScript()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var file = Path.Combine(at.FullName, "tests", "Interop", "Gateway", "namespaces");
            if (File.Exists(file)) return file;
        }
        return "";
    }

    private async Task StartGateAsync()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "gate.pem"), Certificate());
        File.WriteAllText(Path.Combine(_folder.Path, "policy.yaml"),
            """
            version: 1
            audit: yes
            rules:
              - { name: alice to dc1, account: alice, target: dc1, do: allow }
              - { name: mapper, interface: epmapper, target: ended, do: allow }
              - { name: alice to what ends here, account: alice, target: ended, do: allow }
            """);
        File.WriteAllText(Path.Combine(_folder.Path, "settings.yaml"), $"""
            address: {Gate}
            policy: policy.yaml
            wsman:
              https-port: 443
              channel-binding: strict
            certificate:
              file: gate.pem
            gateway:
              networks: [198.51.100.0/24]
              kdc-proxy:
                - realm: LAB.TEST
                  kdcs: [{Inside}]
              targets:
                - name: dc1
                  address: {Inside}
                  ports: [135, 49152-65535]
                  rpc: follow
                  outer: {Outer}
                - name: ended
                  address: dc1.lab.test
                  ports: [135, 49152-65535]
                  rpc: terminate
                  outer: {Ended}
                  rpc-interfaces: [samr, lsarpc, drsuapi]
                  rpc-ntlm: true
                  as: vault dc1
            """);
        await using (var add = Command.StartWith(
            Password, "account", "add", "alice", "--role", "operator", "--password-stdin", "--data", _folder.Path))
            Assert.Equal(0, await add.EndAsync());
        await using (var store = Command.StartWith(
            "Passw0rd.Lab1", "vault", "add", "dc1", "--user", @"LAB\Administrator", "--password-stdin", "--data", _folder.Path))
            Assert.Equal(0, await store.EndAsync());
        _gate = Command.StartProgram("/usr/bin/env", "ip", "netns", "exec", _name + "-gate", Command.Program, "gate", "--settings",
            Path.Combine(_folder.Path, "settings.yaml"), "--data", _folder.Path);
        await _gate.WaitForAsync(gate => gate.Output.Contains("  Stop", StringComparison.Ordinal), "the gate's banner");
    }

    private async Task StartConnectorAsync()
    {
        _connector = Command.StartProgramWith(Password, "/usr/bin/env", "ip", "netns", "exec", _name + "-out", Command.Program, "connect",
            $"{Gate}:443", "--target", "dc1", "--port", "135", "--user", "alice", "--password-stdin", "--ca",
            Path.Combine(_folder.Path, "gate.pem"));
        await _connector.WaitForAsync(
            connector => connector.Output.Contains("stop with Ctrl-C", StringComparison.Ordinal), "the connector's banner");
    }

    private static string Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=gate.lab.test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Parse(Gate));
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        return key.ExportPkcs8PrivateKeyPem() + "\n" + certificate.ExportCertificatePem() + "\n";
    }
}
