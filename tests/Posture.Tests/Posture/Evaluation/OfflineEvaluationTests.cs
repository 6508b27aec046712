using Sekimori.Posture.Checks;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;

namespace Sekimori.Posture.Tests.Posture.Evaluation;

public sealed class OfflineEvaluationTests
{
    private const string Service = @"HKLM\SOFTWARE\Policies\Microsoft\Windows\WinRM\Service!";
    private const string Local = @"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN\Service!";

    [Theory]
    [InlineData("W01", Service + "AllowBasic", "1", "0")]
    [InlineData("W03", Service + "AllowUnencryptedTraffic", "1", "0")]
    [InlineData("W05", Service + "AllowCredSSP", "1", "0")]
    [InlineData("W12", Service + "CbtHardeningLevel", "Relaxed", "Strict")]
    [InlineData("W12", Local + "cbt_hardening_level", "none", "STRICT")]
    [InlineData("W13", @"HKLM\SOFTWARE\Policies\Microsoft\Windows\WinRM\Client!TrustedHostsList", "a,*",
        "a.example.net,*.corp.example.net")]
    [InlineData("W13", @"HKLM\SOFTWARE\Policies\Microsoft\Windows\WinRM\Client!TrustedHostsList", "*.com", "10.0.0.1")]
    [InlineData("W14", @"HKLM\SOFTWARE\Policies\Microsoft\Windows\WinRM\Client!AllowBasic", "1", "0")]
    [InlineData("W17", Service + "DisableRunAs", "0", "1")]
    [InlineData("W18", Local + "rootSDDL", "O:NSG:BAD:P(A;;GA;;;WD)", "O:NSG:BAD:P(A;;GA;;;BA)(A;;GR;;;IU)S:P(AU;FA;GA;;;WD)")]
    [InlineData("W18", Local + "rootSDDL", "D:(A;;GA;;;S-1-5-21-1-2-3-513)", "D:(D;;GA;;;AN)(A;;GA;;;S-1-5-21-1-2-3-512)")]
    [InlineData("W19", Local + "maxconnections", "1000000", "300")]
    [InlineData("W21", @"HKLM\SOFTWARE\Policies\Microsoft\Windows\EventLog\EventForwarding\SubscriptionManager!1",
        "Server=http://c:5985/wsman", "Server=https://c:5986/wsman")]
    [InlineData("R01", @"HKLM\SOFTWARE\Policies\Microsoft\Windows NT\Rpc!RestrictRemoteClients", "0", "1")]
    [InlineData("R12", @"HKLM\SYSTEM\CurrentControlSet\Control\Lsa!LmCompatibilityLevel", "4", "5")]
    [InlineData("R13", @"HKLM\SYSTEM\CurrentControlSet\Control\Lsa\MSV1_0!NTLMMinServerSec", "536870912", "537395200")]
    [InlineData("R15", @"HKLM\SYSTEM\CurrentControlSet\Services\Netlogon\Parameters!VulnerableChannelAllowList", "O:BAG:BAD:(A;;RC;;;BA)",
        "")]
    [InlineData("R17", @"HKLM\SOFTWARE\Policies\Microsoft\Windows NT\DCOM!MachineLaunchRestriction", "O:BAG:BAD:(A;;CCDCLCSWRP;;;WD)",
        "O:BAG:BAD:(A;;CCDCLCSWRP;;;BA)(A;;CCDCSW;;;WD)(A;;CCDCLCSWRP;;;LU)")]
    [InlineData("R17", @"HKLM\SOFTWARE\Policies\Microsoft\Windows NT\DCOM!MachineAccessRestriction", "D:(A;;CCDCLC;;;AN)",
        "O:BAG:BAD:(A;;CCDCLC;;;WD)(A;;CCDC;;;AN)")]
    [InlineData("R09", @"HKLM\SOFTWARE\Microsoft\Ole\AppCompat!RequireIntegrityActivationAuthenticationLevel", "0", "1")]
    [InlineData("E09", Service + "IPv4Filter", "10.0.0.0-10.0.255.255", "*")]
    [InlineData("E09", Service + "IPv4Filter", "10.0.0.1 - 10.0.0.9", "10.0.0.5-10.0.0.5")]
    [InlineData("A02", @"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System!LocalAccountTokenFilterPolicy", "1", "0")]
    [InlineData("E08", @"HKLM\SOFTWARE\Policies\Microsoft\WindowsFirewall\FirewallRules!a",
        "v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=5985|Name=x|",
            "v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=5985|RA4=10.0.0.0/255.255.255.0|Name=x|")]
    [InlineData("E08", @"HKLM\SOFTWARE\Policies\Microsoft\WindowsFirewall\FirewallRules!a",
        "v2.31|Action=Allow|Dir=In|Protocol=6|LPort=RPC-EPMap|Name=x|",
            "v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=RPC|RA4=LocalSubnet|Name=x|")]
    public void A_check_fails_and_passes(string id, string subject, string bad, string good)
    {
        Assert.Equal(Outcome.Fail, Only(id, Registry(subject, bad)).Outcome);
        Assert.Equal(Outcome.Pass, Only(id, Registry(subject, good)).Outcome);
        Assert.Equal(Outcome.NotSeen, Only(id).Outcome);
        Assert.Equal(Outcome.NotSeen, Only(id, Registry(subject, "") with { Standing = Standing.Removed }).Outcome);
    }

    [Fact]
    public void A_policy_takes_precedence_over_the_hosts_own_value() =>
        Assert.Equal(Outcome.Pass, Only("W03", Registry(Local + "allow_unencrypted", "1"),
            Registry(Service + "AllowUnencryptedTraffic", "0")).Outcome);

    [Fact]
    public void What_winrm_reports_takes_precedence_over_a_policy_that_may_not_apply() =>
        Assert.Equal(Outcome.Fail, Only("W03", Registry(Service + "AllowUnencryptedTraffic", "0"),
            new(FactId.WinRm, "Service/AllowUnencrypted", "true", FactSource.Offline)).Outcome);

    [Theory]
    [InlineData("W12", "Service/Auth/CbtHardeningLevel", "None", "Strict"),
        InlineData("W13", "Client/TrustedHosts", "*", "host.example.net")]
    [InlineData("W14", "Client/Auth/Basic", "true", "false"), InlineData("W16", "Client/Auth/Digest", "true", "false")]
    [InlineData("W18", "Service/RootSDDL", "O:NSG:BAD:P(A;;GA;;;AU)", "O:NSG:BAD:P(A;;GA;;;BA)")]
    [InlineData("E06", "Service/EnableCompatibilityHttpListener", "true", "false"),
        InlineData("W19", "Winrs/IdleTimeout", "2147483647", "7200000")]
    [InlineData("E09", "Service/IPv4Filter", "10.0.0.0-10.0.0.255", "*"), InlineData("W05", "Service/Auth/CredSSP", "true", "false")]
    public void What_winrm_reports_fails_and_passes(string id, string subject, string bad, string good)
    {
        Assert.Equal(Outcome.Fail, Only(id, new Fact(FactId.WinRm, subject, bad, FactSource.Offline)).Outcome);
        Assert.Equal(Outcome.Pass, Only(id, new Fact(FactId.WinRm, subject, good, FactSource.Offline)).Outcome);
    }

    [Fact]
    public void A_removed_policy_leaves_the_hosts_own_value() =>
        Assert.Equal(Outcome.Fail, Only("W03", Registry(Local + "allow_unencrypted", "1"),
            Registry(Service + "AllowUnencryptedTraffic", "") with { Standing = Standing.Removed }).Outcome);

    [Fact]
    public void A_value_that_is_no_number_is_an_error() =>
        Assert.Equal(Outcome.Error, Only("R12", Registry(@"HKLM\SYSTEM\CurrentControlSet\Control\Lsa!LmCompatibilityLevel", "high"))
            .Outcome);

    [Fact]
    public void An_enabled_service_is_never_a_finding() =>
        Assert.Equal(Outcome.NotApplicable, Only("W20", Registry(Service + "AllowAutoConfig", "1")).Outcome);

    private static Finding Only(string id, params Fact[] facts)
    {
        var host = new HostFacts("h");
        host.Add(facts);
        return Assert.Single(Evaluator.Evaluate(host, new(DateTimeOffset.UnixEpoch)), finding => finding.Check.Id == id);
    }

    private static Fact Registry(string subject, string value) =>
        new(FactId.Registry, subject, value, FactSource.Offline, Standing.Policy, "f");
}
