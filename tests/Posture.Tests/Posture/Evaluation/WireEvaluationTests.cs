using Sekimori.Posture.Checks;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;

namespace Sekimori.Posture.Tests.Posture.Evaluation;

public sealed class WireEvaluationTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("E01", "rpc.bind", "135", "accepted", "info")]
    [InlineData("E02", "rpc.http", "593", "ncacn_http/1.0", "low")]
    [InlineData("E03", "wsman.status", "5985/http", "401", "info")]
    [InlineData("E04", "wsman.status", "5986/https", "405", "info")]
    [InlineData("E11", "ntlm.names", "135", "DC1", "info")]
    [InlineData("T01", "tls.version", "5986/SSL 3", "accepted X", "high")]
    [InlineData("T01", "tls.version", "5986/TLS 1.1", "accepted X", "medium")]
    [InlineData("T02", "tls.suite", "5986/RC4", "accepted X", "high")]
    [InlineData("T02", "tls.suite", "5986/no forward secrecy", "accepted X", "low")]
    [InlineData("T03", "tls.version", "5986/TLS 1.3", "rejected (protocol_version)", "info")]
    [InlineData("T04", "certificate.not-after", "5986", "2026-11-28T23:59:59Z", "high")]
    [InlineData("T05", "certificate.not-after", "5986", "2026-12-20T00:00:00Z", "medium")]
    [InlineData("T06", "certificate.key", "5986", "RSA 1024", "medium")]
    [InlineData("T06", "certificate.key", "5986", "EC 224", "medium")]
    [InlineData("T07", "certificate.signature", "5986", "sha1RSA", "medium")]
    [InlineData("T08", "certificate.name", "5986", "no: other", "medium")]
    [InlineData("T09", "certificate.trust", "5986", "self-signed", "medium")]
    [InlineData("T10", "certificate.purpose", "5986", "authority", "low")]
    [InlineData("W01", "wsman.schemes", "5985/http", "Negotiate, Basic", "high")]
    [InlineData("W02", "wsman.schemes", "5986/https", "Basic", "low")]
    [InlineData("W04", "wsman.schemes", "5985/http", "Digest", "medium")]
    [InlineData("W05", "wsman.schemes", "5986/https", "Negotiate, CredSSP", "medium")]
    [InlineData("W06", "wsman.read", "5985/http", "answered", "critical")]
    [InlineData("W11", "wsman.ntlm", "5985/http", "challenge", "info")]
    [InlineData("R01", "rpc.mapper", "135", "12 endpoints", "low")]
    [InlineData("R02", "rpc.stub", "135/e1af8308-5d1f-11c9-91a4-08002b14a0fa#0", "reachable", "medium")]
    [InlineData("R03", "rpc.stub", "49152/12345778-1234-abcd-ef00-0123456789ac#1", "reachable", "high")]
    [InlineData("R05", "rpc.stub", "49152/12345678-1234-abcd-ef00-0123456789ab#65", "reachable", "medium")]
    [InlineData("R06", "rpc.stub", "49152/367abb81-9844-35f1-ad32-98f038001003#0", "denied", "info")]
    [InlineData("R10", "rpc.management", "135", "3 interfaces", "low")]
    [InlineData("P01", "ntlm.version", "135", "6.1.7601", "high")]
    [InlineData("P01", "ntlm.version", "135", "10.0.14393", "medium")]
    public void A_fact_is_a_finding(string id, string fact, string subject, string value, string severity)
    {
        var finding = Assert.Single(Evaluate(id, Vantage.Inside, (fact, subject, value)));
        Assert.Equal((Outcome.Fail, severity), (finding.Outcome, finding.Severity.ToString().ToLowerInvariant()));
    }

    [Theory]
    [InlineData("T01", "tls.version", "5986/TLS 1.0", "rejected (protocol_version)")]
    [InlineData("T02", "tls.suite", "5986/NULL", "rejected (handshake_failure)")]
    [InlineData("T03", "tls.version", "5986/TLS 1.3", "accepted X")]
    [InlineData("T04", "certificate.not-after", "5986", "2026-12-28T23:59:59Z")]
    [InlineData("T05", "certificate.not-after", "5986", "2027-12-28T23:59:59Z")]
    [InlineData("T06", "certificate.key", "5986", "EC 256")]
    [InlineData("T07", "certificate.signature", "5986", "sha256RSA")]
    [InlineData("W01", "wsman.schemes", "5985/http", "Negotiate, Kerberos")]
    [InlineData("W06", "wsman.read", "5985/http", "denied")]
    [InlineData("W11", "wsman.ntlm", "5985/http", "none")]
    [InlineData("R01", "rpc.mapper", "135", "denied")]
    [InlineData("R02", "rpc.stub", "135/e1af8308-5d1f-11c9-91a4-08002b14a0fa#0", "denied")]
    [InlineData("R03", "rpc.stub", "49152/12345778-1234-abcd-ef00-0123456789ac#1", "denied")]
    [InlineData("R10", "rpc.management", "135", "denied")]
    [InlineData("P01", "ntlm.version", "135", "10.0.20348")]
    public void A_fact_is_a_pass(string id, string fact, string subject, string value) =>
        Assert.Equal(Outcome.Pass, Assert.Single(Evaluate(id, Vantage.Inside, (fact, subject, value))).Outcome);

    [Theory]
    [InlineData("T01", "tls.version", "5986/TLS 1.0", "no answer"), InlineData("T02", "tls.suite", "5986/RC4", "error (x)")]
    [InlineData("R05", "rpc.stub", "49152/12345678-1234-abcd-ef00-0123456789ab#65", "denied")]
    [InlineData("P01", "ntlm.version", "135", "6.1.0"), InlineData("W06", "wsman.read", "5985/http", "unclear")]
    [InlineData("E03", "port", "5985", "silent"), InlineData("E03", "port", "5985", "open")]
    public void What_says_nothing_is_not_seen_and_never_a_pass(string id, string fact, string subject, string value) =>
        Assert.Equal(Outcome.NotSeen, Assert.Single(Evaluate(id, Vantage.Inside, (fact, subject, value))).Outcome);

    [Theory]
    [InlineData("E01", "rpc.bind", "135", "accepted", "High"), InlineData("E02", "rpc.http", "593", "ncacn_http/1.0", "High")]
    [InlineData("E03", "wsman.status", "5985/http", "401", "High"), InlineData("E04", "wsman.status", "5986/https", "401", "Medium")]
    [InlineData("R06", "rpc.stub", "49152/367abb81-9844-35f1-ad32-98f038001003#0", "reachable", "Medium")]
    public void An_open_door_is_worse_from_outside(string id, string fact, string subject, string value, string severity) =>
        Assert.Equal(severity, Assert.Single(Evaluate(id, Vantage.Outside, (fact, subject, value))).Severity.ToString());

    [Fact]
    public void A_closed_port_passes_and_a_silent_one_only_beside_an_answer()
    {
        Assert.Equal(Outcome.Pass, Assert.Single(Evaluate("E03", Vantage.Inside, ("port", "5985", "closed"))).Outcome);
        Assert.Equal(Outcome.Pass, Assert.Single(Evaluate("E03", Vantage.Inside, ("port", "5985", "silent"), ("port", "135", "closed")))
            .Outcome);
    }

    [Theory]
    [InlineData("1.6.8-0", "Critical"), InlineData("1.6.8.1", "High"), InlineData("1.7.3-0", "High"), InlineData("1.8.1-0", "Medium")]
    public void The_version_of_OMI_decides(string version, string severity) =>
        Assert.Equal(severity, Assert.Single(Evaluate("W08", Vantage.Inside,
        ("wsman.identify.vendor", "5986/https", "Open Management Infrastructure"), ("wsman.identify.version", "5986/https", version)))
            .Severity.ToString());

    [Theory]
    [InlineData("2.6.9", Outcome.Fail), InlineData("2.6.10", Outcome.Pass), InlineData("2.7.1", Outcome.Pass)]
    public void The_version_of_openwsman_decides(string version, object outcome) =>
        Assert.Equal(outcome, Assert.Single(Evaluate("W09", Vantage.Inside,
        ("wsman.identify.vendor", "5985/http", "Openwsman Project"), ("wsman.identify.version", "5985/http", version))).Outcome);

    [Theory]
    [InlineData("5.2.10", Outcome.Pass), InlineData("6.2.50", Outcome.Fail), InlineData("6.2.61", Outcome.Pass),
        InlineData("9.0.30", Outcome.Fail)]
    [InlineData("9.1.41", Outcome.Pass), InlineData("9.5.22", Outcome.Fail), InlineData("9.5.61", Outcome.Pass),
        InlineData("11.0.22", Outcome.NotSeen)]
    [InlineData("11.0.25", Outcome.Pass), InlineData("11.5.0", Outcome.Fail), InlineData("11.6.27", Outcome.Pass),
        InlineData("12.0.1", Outcome.Pass)]
    public void The_firmware_of_AMT_decides(string version, object outcome) =>
        Assert.Equal(outcome, Assert.Single(Evaluate("W10", Vantage.Inside,
        ("http.server", "16992/http", "Intel(R) Active Management Technology " + version))).Outcome);

    [Theory]
    [InlineData("OS: 0.0.0 SP: 0.0 Stack: 3.0", Outcome.Pass), InlineData("OS: 10.0.20348 SP: 0.0 Stack: 3.0", Outcome.Fail)]
    public void Identify_tells_a_version_or_not(string version, object outcome) =>
        Assert.Equal(outcome, Assert.Single(Evaluate("W07", Vantage.Inside,
        ("wsman.identify", "5985/http", "200"), ("wsman.identify.version", "5985/http", version))).Outcome);

    [Fact]
    public void On_a_domain_controller_samr_is_public_and_coercion_is_worse()
    {
        (string, string, string) controller = ("rpc.endpoint", "49152/e3514235-4b06-11d1-ab04-00c04fc2dcd2", "");
        Assert.Equal(Severity.Medium, Assert.Single(Evaluate("R03", Vantage.Inside, controller,
            ("rpc.stub", "49152/12345778-1234-abcd-ef00-0123456789ac#1", "reachable"))).Severity);
        Assert.Equal(Severity.High, Assert.Single(Evaluate("R05", Vantage.Inside, controller,
            ("rpc.stub", "49152/12345678-1234-abcd-ef00-0123456789ab#65", "reachable"))).Severity);
    }

    [Fact]
    public void An_interface_outside_the_map_is_told_and_the_mappers_own_are_not()
    {
        var findings = Evaluate("R11", Vantage.Inside, ("rpc.mapper", "135", "1 endpoints"),
            ("rpc.endpoint", "49152/00000000-0000-0000-0000-000000000001", ""),
                ("rpc.interface", "49152/00000000-0000-0000-0000-000000000001", ""),
            ("rpc.interface", "49152/00000000-0000-0000-0000-000000000002", ""),
                ("rpc.interface", "135/e1af8308-5d1f-11c9-91a4-08002b14a0fa", ""));
        Assert.Equal([Outcome.Pass, Outcome.Fail], findings.Select(finding => finding.Outcome));
    }

    [Theory]
    [InlineData("10.0.0.5", "dc1, 10.0.0.5", "Low"), InlineData("10.0.0.5", "dc1, 10.0.0.5, 192.168.7.5", "Medium")]
    public void An_address_of_another_network_is_worse(string asked, string names, string severity) => Assert.Equal(severity,
        Assert.Single(Evaluate("E10", Vantage.Inside, ("address", "", asked), ("rpc.addresses", "135", "names " + names)))
            .Severity.ToString());

    [Fact]
    public void A_key_on_two_hosts_is_a_finding_of_the_second()
    {
        var fleet = new FleetChecks();
        var (first, second) = (new HostFacts("a"), new HostFacts("b"));
        first.Add(FactId.CertificateKeyHash, "5986", "abc");
        first.Add(FactId.CertificateKeyHash, "443", "abc");
        second.Add(FactId.CertificateKeyHash, "5986", "abc");
        Assert.Equal(Outcome.NotSeen, Assert.Single(fleet.Evaluate("a", first.Of(FactId.CertificateKeyHash), new(Now))).Outcome);
        Assert.Equal("a 5986", Assert.Single(fleet.Evaluate("b", second.Of(FactId.CertificateKeyHash), new(Now))).Evidence[1].Subject);
    }

    private static List<Finding> Evaluate(string id, Vantage vantage, params (string Id, string Subject, string Value)[] facts)
    {
        var host = new HostFacts("h");
        // A port without any accepted version has no TLS.
        if (id[0] == 'T') host.Add(FactId.TlsVersion, "5986/TLS 1.2", "accepted X");
        foreach (var (fact, subject, value) in facts) host.Add(fact, subject, value);
        return [.. Evaluator.Evaluate(host, new(Now, vantage)).Where(finding => finding.Check.Id == id)];
    }
}
