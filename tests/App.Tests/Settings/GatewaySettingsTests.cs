using Sekimori.App.Serve;
using Sekimori.App.Settings;
using Sekimori.Gate.Settings;
using Sekimori.Guard;
using Sekimori.Guard.Policy;

namespace Sekimori.App.Tests.Settings;

public class GatewaySettingsTests
{
    [Fact]
    public void Targets_are_read_as_they_are_written()
    {
        var gateway = Read("""
            gateway:
              networks: [198.51.100.0/24]
              sessions: 10
              sessions-per-account: 3
              idle-timeout: 5 min
              connect-timeout: 3 s
              targets:
                - name: dc1
                  address: dc1.lab.test
                  aliases: [dc1.internal]
                  ports: [135, 49152-65535]
                - name: web1
                  address: 198.51.100.20
                  ports: 5986
                  wsman: https://web1:5986/wsman
                  fingerprint: 9F:86:d0:81:88:4c:7d:65:9a:2f:ea:a0:c5:5a:d0:15:a3:bf:4f:1b:2b:0b:82:2c:d1:5d:6c:15:b0:f0:0a:08
            """);
        Assert.Equal((10, 3, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(3), "198.51.100.0/24"), (gateway.Sessions,
            gateway.SessionsPerAccount, gateway.IdleTimeout, gateway.ConnectTimeout, $"{gateway.Networks}"));
        var (dc1, web1) = (gateway.Targets[0], gateway.Targets[1]);
        Assert.Equal(["dc1", "dc1.lab.test", "dc1.internal"], dc1.Names);
        Assert.Equal((true, true, false, true, false),
            (dc1.HasPort(135), dc1.HasPort(49152), dc1.HasPort(49151), dc1.HasPort(65535), dc1.HasPort(136)));
        Assert.Equal(64, web1.Fingerprint!.Length);
        Assert.True(gateway.IsOn);
        Assert.False(Read("").IsOn);
    }

    [Theory]
    [InlineData("gateway:\n  targets:\n    - name: a\n      address: 192.0.2.1\n", 3, 7, "needs ports")]
    [InlineData("gateway:\n  targets:\n    - name: a\n      ports: 135\n", 3, 7, "needs an address")]
    [InlineData("gateway:\n  targets:\n    - address: a\n      ports: 135\n", 3, 7, "needs a name")]
    [InlineData("gateway:\n  targets:\n    - { name: a/b, address: a, ports: 135 }\n", 3, 15, "is not the name or address of a host")]
    [InlineData("gateway:\n  targets:\n    - { name: a, address: a, ports: 0 }\n", 3, 37, "neither a port")]
    [InlineData("gateway:\n  targets:\n    - { name: a, adress: b, ports: 135 }\n", 3, 7, "needs an address")]
    [InlineData("gateway:\n  targets:\n    - { name: a, address: a, ports: 135, rpc: follow }\n", 3, 7, "rpc: of the target a needs outer")]
    [InlineData("gateway:\n  targets: { name: a }\n", 2, 12, "expected a list of groups")]
    [InlineData("gateway:\n  targets: [a]\n", 2, 13, "expected a group of settings")]
    [InlineData("gateway:\n  targets:\n    - { name: a, address: b, ports: 1 }\n    - { name: B, address: c, ports: 1 }\n", 2, 3,
        "'B' is a name of two targets")]
    [InlineData("gateway:\n  targets:\n    - { name: a, address: b, ports: 5986, wsman: \"https://c:5986\" }\n", 3, 7,
        "is not at a name and a port")]
    [InlineData("gateway:\n  targets:\n    - { name: a, address: b, ports: 5986, fingerprint: abc }\n", 3, 56,
        "is not a SHA-256 fingerprint")]
    public void A_mistake_is_named_with_its_line_and_column(string yaml, int line, int column, string reason)
    {
        var failure = Assert.Throws<SettingsException>(() => Read(yaml));
        Assert.StartsWith($"test.yaml:{line}:{column}: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whose_identity_the_gate_has_at_a_target()
    {
        var gateway = Read("""
            logon:
              keytab: gate.keytab
            gateway:
              protocol-transition: { realm: LAB.TEST, service: HTTP/gate.lab.test@LAB.TEST }
              targets:
                - { name: a, address: a.lab.test, ports: 5986, wsman: "https://a.lab.test:5986", as: delegate }
                - { name: b, address: b.lab.test, ports: 5986, wsman: "https://b.lab.test:5986", as: transition }
                - { name: c, address: c.lab.test, ports: 5986, wsman: "https://c.lab.test:5986", as: vault web }
                - { name: d, address: d.lab.test, ports: 5986, wsman: "https://d.lab.test:5986", as: caller }
                - { name: e, address: e.lab.test, ports: 5986, wsman: "https://e.lab.test:5986" }
            """);
        Assert.Equal(
            [TargetIdentity.Delegate, TargetIdentity.Transition, TargetIdentity.Vault, TargetIdentity.Caller, TargetIdentity.Caller],
            gateway.Targets.Select(target => target.As));
        Assert.Equal([true, true, true, false, false], gateway.Targets.Select(target => target.IsTerminated));
        Assert.Equal(new TransitionSettings("LAB.TEST", "HTTP/gate.lab.test@LAB.TEST"), gateway.Transition);
        Assert.NotEqual(gateway.Targets[0], gateway.Targets[0] with { As = TargetIdentity.Transition });
    }

    [Theory]
    [InlineData("as: kerberos", "", "'kerberos' is none of: delegate, vault NAME, transition, caller")]
    [InlineData("as: delegate", "", "as: of the target a needs logon: keytab")]
    [InlineData("as: transition", "logon: { keytab: k }\n", "needs protocol-transition: with realm and service")]
    [InlineData("wsman: \"https://192.0.2.1:5986\", as: delegate", "logon: { keytab: k }\n", "tickets are for names")]
    [InlineData("as: delegate, rpc: terminate, outer: 192.0.2.2, rpc-interfaces: [samr]", "logon: { keytab: k }\n",
        "rpc: terminate of the target a needs as: vault NAME")]
    public void An_identity_that_cannot_be_had_is_a_mistake(string setting, string before, string reason)
    {
        var wsman = setting.StartsWith("wsman", StringComparison.Ordinal) ? "" : "wsman: \"https://a.lab.test:5986\", ";
        var failure = Assert.Throws<SettingsException>(() => Read(before +
            "gateway:\n  targets:\n    - { name: a, address: a.lab.test, aliases: [192.0.2.1], ports: [135, 5986], " +
            $"{wsman}{setting} }}\n"));
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Readers_of_recordings_are_accounts_and_roles()
    {
        var gateway = Read("gateway:\n  recording-readers: [auditor, \"audit-*\", \"group:administrator\"]\n");
        Assert.Equal(["auditor", "audit-*", "group:administrator"], gateway.RecordingReaders);
        (string Name, Role Role)[] accounts = [("Auditor", Role.Reader), ("audit-7", Role.None), ("root", Role.Administrator),
            ("alice", Role.Operator), ("group:administrator", Role.None)];
        Assert.Equal([true, true, true, false, false],
            accounts.Select(one => AccountPatterns.Match(gateway.RecordingReaders, one.Name, RoleGroups.Of(one.Role))));
        var failure = Assert.Throws<SettingsException>(() => Read("gateway:\n  recording-readers: [\"group:admins\"]\n"));
        Assert.Contains("'group:admins' is none of", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ realm: LAB.TEST }", "needs a service")]
    [InlineData("{ service: HTTP/gate@LAB.TEST }", "needs a realm")]
    [InlineData("{ realm: LAB.TEST, service: gate }", "is not the name of a service with its realm")]
    [InlineData("{ realm: LAB.TEST, service: HTTP/gate }", "is not the name of a service with its realm")]
    public void Transition_names_its_realm_and_its_service(string setting, string reason)
    {
        var failure = Assert.Throws<SettingsException>(() => Read($"gateway:\n  protocol-transition: {setting}\n"));
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    private static GatewaySettings Read(string yaml) =>
        ServeSettingsFile.Read(SettingsDocument.Parse(new StringReader(yaml), "test.yaml"), "test.yaml").Gateway;
}
