using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sekimori.App.Tests.Kit;

namespace Sekimori.Interop.Gateway;

/// <summary>
/// A realm and targets in it that nobody outside reaches, and a gate before them that acts for its callers there: three network
/// namespaces. All of it is the command, as an operator starts it. Skips where something for it is missing.
/// </summary>
public sealed class DelegationFixture : IAsyncLifetime
{
    public const string Password = "Geheim-der-Schranke-1", RealmPassword = "Passw0rd.Lab1", Gate = "gate.lab.test";

    /// <summary>The gate's address for web5, which has WS-Management and is asked by WMI there.</summary>
    public const string OuterWeb5 = "203.0.113.12";

    private const string GateAddress = "203.0.113.10", SecondGateAddress = "203.0.113.11", Inside = "198.51.100.10",
        Target = "198.51.100.2";

    private const string Web5 = $$"""
        - { name: web5, address: web5.lab.test, ports: [5985], wsman: "http://web5.lab.test:5985", rpc: bridge,
                    outer: {{OuterWeb5}}, as: vault bridge }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly string _name = $"sekd{Environment.ProcessId % 100_000}";
    private Command? _gate, _second, _target;

    /// <summary>Why it is not available; null if it is.</summary>
    public string? MissingReason { get; private set; }

    /// <summary>A folder for files of tests.</summary>
    public string Folder => _folder.Path;

    /// <summary>The certificate of the gates.</summary>
    public string Authority => Path.Combine(Folder, "gate.pem");

    /// <summary>What a caller's programs need to find the realm: through the gate's port, and nowhere else.</summary>
    public string KerberosSettings => Path.Combine(Folder, "krb5-out.conf");

    /// <summary>Where tickets of server and gates would be, if they were on disk.</summary>
    public string DefaultCache => Path.Combine(Folder, "default.cc");

    /// <summary>The fingerprint of the targets' certificate.</summary>
    public string TargetFingerprint { get; private set; } = "";

    /// <summary>What the gate has logged.</summary>
    public string GateLog => _gate!.Output + _gate.Error;

    /// <summary>What the gate that is trusted for any protocol has logged.</summary>
    public string SecondGateLog => _second!.Output + _second.Error;

    public async ValueTask InitializeAsync()
    {
        MissingReason = Missing();
        if (MissingReason is not null) return;
        var (code, _, error) = await PeerProgram.RunAsync(GatewayFixture.Script, ["up", _name, Folder]);
        if (code != 0)
        {
            MissingReason = $"{error.Trim()} (code {code})";
            return;
        }
        await MakeRealmAsync();
        await StartTargetAsync();
        _gate = await StartGateAsync("gate", GateAddress, "delegate");
        _second = await StartGateAsync("gate2", SecondGateAddress, "transition");
    }

    /// <summary>Gets a user's tickets outside, through the gate; gives the cache.</summary>
    public async Task<string> GetTicketsAsync(string user, bool isForwardable = true)
    {
        var cache = $"FILE:{Path.Combine(Folder, $"{user}-{Guid.NewGuid():N}.cc")}";
        var (code, _, error) = await RunAsync("kinit", RealmPassword + "\n", cache, isForwardable ? "-f" : "-F", $"{user}@LAB.TEST");
        Assert.True(code == 0, error);
        return cache;
    }

    /// <summary>Runs a program outside, with tickets.</summary>
    internal Task<(int Code, string Output, string Errors)> RunAsync(
        string program, string input, string cache, params string[] arguments) =>
        PeerProgram.RunAsync("ip", ["netns", "exec", _name + "-out", program, .. arguments], input,
            new Dictionary<string, string> { ["KRB5_CONFIG"] = KerberosSettings, ["KRB5CCNAME"] = cache });

    /// <summary>Starts a command outside, with tickets.</summary>
    internal Command Start(string cache, params string[] arguments) => Command.StartProgram("/usr/bin/env",
        [$"KRB5_CONFIG={KerberosSettings}", $"KRB5CCNAME={cache}", "ip", "netns", "exec", _name + "-out", Command.Program, .. arguments]);

    /// <summary>Runs a program beside the gate, with its way to the realm.</summary>
    internal Task<(int Code, string Output, string Errors)> RunAtGateAsync(string program, params string[] arguments) =>
        PeerProgram.RunAsync("ip", ["netns", "exec", _name + "-gate", program, .. arguments], "",
            new Dictionary<string, string>
            {
                ["KRB5_CONFIG"] = Path.Combine(Folder, "krb5-in.conf"), ["KRB5CCNAME"] = $"FILE:{DefaultCache}",
            });

    /// <summary>The lines of an audit log: of "gate", "gate2" or "target".</summary>
    public async Task<string> LogAsync(string host)
    {
        var (code, output, error) = await Command.RunAsync("log", "query", "--json", "--limit", "100000", "--data", DataOf(host));
        Assert.True(code == 0, error);
        return output.Replace(" ", "", StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in (Command?[])[_second, _gate, _target])
            if (command is not null) await command.DisposeAsync();
        if (MissingReason is null || Directory.Exists(Path.Combine(Folder, "dc")))
            await PeerProgram.RunAsync(GatewayFixture.Script, ["down", _name, Folder]);
        _folder.Dispose();
    }

    private static string? Missing()
    {
        if (GatewayFixture.Missing() is { } missing) return missing;
        if (!File.Exists("/usr/bin/kinit")) return "kinit is not here: install the package krb5-user";
        return Directory.EnumerateFiles("/usr/lib", "k5tls.so", SearchOption.AllDirectories).Any()
            ? null : "MIT Kerberos without TLS: install the package krb5-k5tls";
    }

    private string DataOf(string host) => Path.Combine(Folder, host + "-data");

    private async Task MakeRealmAsync()
    {
        var settings = Path.Combine(Folder, "dc", "etc", "smb.conf");
        var script = Path.Combine(Path.GetDirectoryName(GatewayFixture.Script)!, "realm-accounts.py");
        await DoAsync(PeerProgram.Python, script, settings, RealmPassword);
        foreach (var (file, name) in ((string, string)[])[
            ("gate", "HTTP/gate"), ("gate2", "HTTP/gate2"), ("target", "HTTP/web1"), ("target", "HTTP/web2"), ("target", "HTTP/web3"),
            ("target", "HTTP/web5"), ("target", "host/web4")])
            await DoAsync("samba-tool", "domain", "exportkeytab", Path.Combine(Folder, file + ".keytab"),
                $"--principal={name}.lab.test", "-s", settings);
        File.WriteAllText(KerberosSettings, Kerberos($"https://{Gate}/KdcProxy", $"http_anchors = FILE:{Authority}"));
        File.WriteAllText(Path.Combine(Folder, "krb5-in.conf"), Kerberos(Inside, ""));
    }

    // A gate acts with forwardable tickets only, its own as well as its callers'.
    private static string Kerberos(string kdc, string more) => $$"""
        [libdefaults]
          default_realm = LAB.TEST
          dns_lookup_kdc = false
          dns_lookup_realm = false
          dns_canonicalize_hostname = false
          rdns = false
          forwardable = true
          udp_preference_limit = 1
        [realms]
          LAB.TEST = {
            kdc = {{kdc}}
            {{more}}
          }
        [domain_realm]
          .lab.test = LAB.TEST
        """;

    private async Task StartTargetAsync()
    {
        // A shell needs a user of Unix; who has none is known by the name of the realm.
        await AccountAsync("target", ["add", "alice-here", "--role", "administrator", "--password-stdin", "--unix-user", "root"]);
        await AccountAsync("target", ["map", "--principal", "alice@LAB.TEST", "--account", "alice-here"]);
        foreach (var user in (string[])["bob", "carol"])
            await AccountAsync("target", ["map", "--principal", user + "@LAB.TEST", "--role", "reader"]);
        await AccountAsync("target", ["map", "--principal", "svc-bridge@LAB.TEST", "--role", "administrator"]);
        var certificate = Path.Combine(Folder, "target.pem");
        File.WriteAllText(certificate, Certificate(["web1.lab.test", "web2.lab.test"]));
        using (var made = X509Certificate2.CreateFromPem(File.ReadAllText(certificate)))
            TargetFingerprint = made.GetCertHashString(HashAlgorithmName.SHA256);
        File.WriteAllText(Path.Combine(Folder, "target-policy.yaml"), "version: 1\naudit: yes\nrules: [{ name: all, do: allow }]\n");
        File.WriteAllText(Path.Combine(Folder, "target.yaml"), $"""
            address: {Target}
            allow: [198.51.100.0/24]
            policy: target-policy.yaml
            wsman:
              http-port: 5985
              https-port: 5986
              channel-binding: strict
            certificate:
              file: target.pem
            logon:
              keytab: target.keytab
            """);
        _target = await ServeAsync("in", "serve", "target");
    }

    private async Task<Command> StartGateAsync(string name, string address, string identity)
    {
        foreach (var user in (string[])["alice", "bob", "carol"])
        {
            await AccountAsync(name, ["add", user, "--role", "operator", "--password-stdin"]);
            await AccountAsync(name, ["map", "--principal", user + "@LAB.TEST", "--account", user]);
        }
        // Two users of the realm, one account of the gate.
        await AccountAsync(name, ["map", "--principal", "Administrator@LAB.TEST", "--account", "alice"]);
        if (!File.Exists(Authority)) File.WriteAllText(Authority, Certificate([Gate, "gate2.lab.test"]));
        File.WriteAllText(Path.Combine(Folder, name + "-policy.yaml"),
            "version: 1\naudit: yes\nrules:\n" +
            "  - { name: the way to objects, target: \"*\", interface: [epmapper, IObjectExporter], do: allow }\n" +
            "  - { name: operators, group: operator, target: \"*\", do: allow }\n");
        await StoreLogonAsync(name);
        var transition = identity == "transition"
            ? $"protocol-transition: {{ realm: LAB.TEST, service: HTTP/{name}.lab.test@LAB.TEST }}" : "";
        File.WriteAllText(Path.Combine(Folder, name + ".yaml"), $"""
            address: {address}
            policy: {name}-policy.yaml
            wsman:
              https-port: 443
            certificate:
              file: gate.pem
            logon:
              keytab: {name}.keytab
            gateway:
              networks: [198.51.100.0/24]
              {transition}
              kdc-proxy:
                - realm: LAB.TEST
                  kdcs: [{Inside}]
              targets:
                - name: dc1
                  address: {Inside}
                  ports: [135, 49152-65535]
                - name: web1
                  address: web1.lab.test
                  ports: [5986]
                  wsman: https://web1.lab.test:5986
                  fingerprint: {TargetFingerprint}
                  as: {identity}
                - name: web2
                  address: web2.lab.test
                  ports: [5986]
                  wsman: https://web2.lab.test:5986
                  fingerprint: {TargetFingerprint}
                  as: {identity}
                - name: web3
                  address: web3.lab.test
                  ports: [5985]
                  wsman: http://web3.lab.test:5985
                  as: {identity}
                - name: web4
                  address: web4.lab.test
                  ports: [135, 49152-65535]
                  wsman: bridge
                  as: vault bridge
                - name: web6
                  address: web6.lab.test
                  ports: [135, 49152-65535]
                  wsman: bridge
                  as: vault bridge
                {(identity == "delegate" ? Web5 : "")}
            """);
        return await ServeAsync("gate", "gate", name);
    }

    private async Task<Command> ServeAsync(string space, string command, string name)
    {
        var started = Command.StartProgram("/usr/bin/env", $"KRB5_CONFIG={Path.Combine(Folder, "krb5-in.conf")}",
            $"KRB5CCNAME=FILE:{DefaultCache}", "ip", "netns", "exec",
            $"{_name}-{space}", Command.Program, command, "--settings", Path.Combine(Folder, name + ".yaml"), "--data", DataOf(name));
        await started.WaitForAsync(server => server.Output.Contains("  Stop", StringComparison.Ordinal), $"the banner of {name}");
        return started;
    }

    private Task AccountAsync(string host, string[] arguments) =>
        TellAsync(Password, ["account", .. arguments, "--data", DataOf(host)]);

    // Its password is in the vault, and its tickets come from the KDC.
    private Task StoreLogonAsync(string host) => TellAsync(RealmPassword,
        ["vault", "add", "bridge", "--user", "svc-bridge@LAB.TEST", "--password-stdin", "--data", DataOf(host)]);

    private static async Task TellAsync(string password, string[] arguments)
    {
        await using var add = Command.StartWith(password + "\n", arguments);
        Assert.True(await add.EndAsync() == 0, add.Error);
    }

    private static async Task DoAsync(string program, params string[] arguments)
    {
        var (code, output, error) = await PeerProgram.RunAsync(program, arguments);
        Assert.True(code == 0, output + error);
    }

    private static string Certificate(string[] hosts)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={hosts[0]}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts) names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        return key.ExportPkcs8PrivateKeyPem() + "\n" + certificate.ExportCertificatePem() + "\n";
    }
}
