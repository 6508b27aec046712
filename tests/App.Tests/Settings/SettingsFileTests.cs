using Sekimori.App.Serve;
using Sekimori.App.Settings;
using Sekimori.Gate.Settings;
using Sekimori.Guard;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Management;

namespace Sekimori.App.Tests.Settings;

public class SettingsFileTests
{
    [Theory]
    [InlineData("rpc:\n  prot: 135\n", 2, 3, "'prot' is not a setting; did you mean 'port'?")]
    [InlineData("rcp:\n  port: 135\n", 1, 1, "did you mean 'rpc'?")]
    [InlineData("\n\nsomething: 1\n", 3, 1, "known here: address, allow")]
    [InlineData("rpc:\n  port: 0\n", 2, 9, "'0' is neither a port")]
    [InlineData("rpc:\n  port: 65536\n", 2, 9, "'65536' is neither a port")]
    [InlineData("rpc:\n  dynamic-port: 50000-40000\n", 2, 17, "neither a port from 1 to 65535 nor a range")]
    [InlineData("rpc:\n  least-level: seal\n", 2, 16, "'seal' is not one of none, connect")]
    [InlineData("rpc:\n  least-levels: { epmaper: none }\n", 2, 19, "'epmaper' is neither a UUID nor the name")]
    [InlineData("rpc:\n  least-levels: { mgmt: none, MGMT: connect }\n", 2, 31, "is repeated")]
    [InlineData("allow:\n  - 10.0.0.0/8\n  - 10.1.2.3/16\n", 3, 5, "bits set after its prefix")]
    [InlineData("address: localhost\n", 1, 10, "is not an IPv4 or IPv6 address")]
    [InlineData("rpc: 135\n", 1, 6, "expected a group of settings")]
    [InlineData("data: [a, b]\n", 1, 7, "expected a value, not a list")]
    [InlineData("data:\n", 1, 6, "expected a value, not nothing")]
    [InlineData("data: a\ndata: b\n", 2, 1, "is repeated")]
    [InlineData("wsman:\n  max-envelope: 4 MB\n", 2, 17, "is not a size")]
    [InlineData("wsman:\n  max-envelope: 1 KiB\n", 2, 17, "is not between")]
    [InlineData("shells:\n  idle-timeout: 2 weeks\n", 2, 17, "is not a duration")]
    [InlineData("shells:\n  max-per-user: -1\n", 2, 17, "is not a number from 0")]
    [InlineData("shells:\n  commands: [pwsh]\n", 2, 13, "expected 'name: value' lines")]
    [InlineData("wsman:\n  identify-without-authentication: maybe\n", 2, 36, "neither true nor false")]
    [InlineData("wsman:\n  auth: [basic, ntml]\n", 2, 17, "is not one of basic, negotiate, kerberos, certificate, digest, credssp")]
    [InlineData("wsman:\n  channel-binding: lax\n", 2, 20, "is not one of none, relaxed, strict")]
    [InlineData("logon:\n  client-revocation: maybe\n", 2, 22, "is not one of required, where-known, off")]
    [InlineData("log:\n  format: xml\n", 2, 11, "is not one of text, json")]
    [InlineData("certificate:\n  key-file: a\n", 2, 3, "require a file")]
    [InlineData("secrets: { certificate-file: a, systemd-credential: b }\n", 1, 10,
        "specify either certificate-file or systemd-credential")]
    [InlineData("secrets: { password-file: a }\n", 1, 10, "requires a certificate-file")]
    [InlineData("- a\n- b\n", 1, 1, "expected settings as 'key: value', not a list")]
    [InlineData("a: &x 1\ndata: *x\n", 2, 7, "aliases")]
    [InlineData("data: a\n---\ndata: b\n", 2, 1, "second document")]
    [InlineData("data: \"open\n", 1, 7, "")]
    [InlineData("data: a\n  rpc: b\n", 2, 6, "")]
    public void A_mistake_is_named_with_its_line_and_column(string yaml, int line, int column, string reason)
    {
        var failure = Assert.Throws<SettingsException>(() => Read(yaml));
        Assert.StartsWith($"test.yaml:{line}:{column}: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void Deep_nesting_is_refused() =>
        Assert.Contains("nested more than",
        Assert.Throws<SettingsException>(() => Read("data: " + new string('[', 1000) + new string(']', 1000))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Only_the_schemes_that_are_listed_are_taken()
    {
        var settings = Read("wsman:\n  auth: [kerberos, certificate]\n  channel-binding: strict\n").WsMan;
        Assert.Equal((false, false, true, true, false, false),
            (settings.Basic, settings.Negotiate, settings.Kerberos, settings.Certificate, settings.Digest, settings.CredSsp));
        Assert.Equal("Strict", settings.CbtHardeningLevel);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n")]
    [InlineData("~\n")]
    public void An_empty_file_leaves_the_defaults(string yaml)
    {
        var settings = Read(yaml);
        Assert.Equal(135, settings.Rpc.Port);
        Assert.Equal((5985, 5986), (settings.WsManPorts.Http, settings.WsManPorts.Https));
        Assert.Equal("127.0.0.0/8, ::1/128", settings.Allow.ToString());
    }

    [Fact]
    public void What_the_file_says_is_what_is_set()
    {
        var settings = Read("""
            address: [127.0.0.2, "::1"]
            allow: 192.0.2.0/24
            data: /srv/sekimori
            rpc: { port: off, dynamic-port: 50000, max-fragment: 65535, max-request: 16 MiB, answer-as: 2022, socket: off, least-level: connect, least-levels: { mgmt: privacy } }
            wsman: { http-port: off, https-port: 15986, identify-without-authentication: false, max-envelope: 1 MiB, max-timeout: 90 s, tls: compatible }
            certificate: { file: own.pem, key-file: /etc/own.key }
            shells: { allow: no, max-per-user: 3, max-processes: 4, idle-timeout: 15 min, commands: { PowerShell: /opt/pwsh } }
            secrets: { systemd-credential: sekimori }
            logon: { lock-after: 5, lock-for: 1 h }
            limits: { connections: 500, opening-per-address: 10, unauthenticated-per-address: 20, connections-per-user: 3, memory-before-logon: 32 MiB, memory-per-address: 2 MiB, trusted-proxies: [192.0.2.7, 2001:db8::/64] }
            log: { format: json, level: debug }
            """);
        Assert.Equal(["127.0.0.2", "::1"], settings.Addresses.Select(a => a.ToString()));
        Assert.Equal("192.0.2.0/24", settings.Allow.ToString());
        Assert.Equal((0, "50000", 65535, 16 << 20, ""),
            (settings.Rpc.Port, settings.Rpc.DynamicPort.ToString(), settings.Rpc.MaxFragment, settings.Rpc.MaxRequest,
            settings.Rpc.Socket));
        Assert.Equal(WindowsGeneration.Server2022, settings.Rpc.Generation);
        Assert.Equal((ProtectionLevel.Privacy, ProtectionLevel.Connect),
            (settings.Rpc.LeastLevelOf(IManagement.Info.Id), settings.Rpc.LeastLevelOf(IEndpointMapper.Info.Id)));
        Assert.Equal((0, 15986), (settings.WsManPorts.Http, settings.WsManPorts.Https));
        Assert.True(settings.CompatibleTls);
        Assert.Equal((false, 1024, 90_000),
            (settings.WsMan.AnonymousIdentify, settings.WsMan.MaxEnvelopeSizeKb, settings.WsMan.MaxTimeoutMs));
        Assert.Equal((false, 3, 4, 900_000),
            (settings.WsMan.AllowRemoteShellAccess, settings.WsMan.MaxShellsPerUser, settings.WsMan.MaxProcessesPerShell,
            settings.WsMan.ShellIdleTimeoutMs));
        Assert.Equal("/opt/pwsh", settings.Commands["powershell"]);
        Assert.Equal((5, TimeSpan.FromHours(1)), (settings.Logon.LockAfter, settings.Logon.LockFor));
        Assert.True(settings.Log.Json);
        var limits = settings.Limits;
        Assert.Equal((500, 10, 20, 1024, 3),
            (limits.Connections, limits.OpeningPerAddress, limits.UnauthenticatedPerAddress, limits.OpeningPerProxy,
            limits.ConnectionsPerUser));
        Assert.Equal((32L << 20, 2L << 20, "192.0.2.7/32, 2001:db8::/64"),
            (limits.MemoryBeforeLogon, limits.MemoryPerAddress, limits.TrustedProxies.ToString()));
    }

    [Fact]
    public void Paths_are_seen_from_the_file()
    {
        var settings = ServeSettingsFile.Read(
            SettingsDocument.Parse(new StringReader("data: state\ncertificate: { file: ../own.pem }\n"), "x"),
            "/etc/sekimori/settings.yaml");
        Assert.Equal("/etc/sekimori/state", settings.Data);
        Assert.Equal("/etc/own.pem", settings.Certificate.File);
    }

    private static GateSettings Read(string yaml) =>
        ServeSettingsFile.Read(SettingsDocument.Parse(new StringReader(yaml), "test.yaml"), "test.yaml");
}
