using System.Net;
using Sekimori.Guard.Policy;
using Sekimori.Observations;

namespace Sekimori.Guard.Tests.Policy;

/// <summary>Each thing that a rule can check, as it is written in a file, decides by itself.</summary>
public class PolicyConditionTests
{
    private const string Svcctl = "367abb81-9844-35f1-ad32-98f038001003", Shell = "9ba05972-f6a8-11cf-a442-00a0c90a8f39";

    private static readonly PolicyFacts Call = new()
    {
        Point = PolicyPoint.Call, Address = IPAddress.Parse("192.168.7.9"), Transport = Transport.Tcp,
        Time = new(2026, 1, 5, 9, 30, 0, TimeSpan.Zero), Account = @"LAB\alice",
        Groups = ["operator", "reader", "S-1-5-21-1-2-3-512"], Scheme = "Kerberos", Level = ProtectionLevel.Integrity,
        Interface = new(Svcctl), Opnum = 12, Clsid = new(Shell),
        Resource = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Process",
        Action = "http://schemas.xmlsoap.org/ws/2004/09/transfer/Get", Class = "Win32_Process", Method = "Create",
    };

    [Theory]
    [InlineData("from: 192.168.7.9", "from: 192.168.7.8")]
    [InlineData("from: 192.168.0.0/16", "from: 192.169.0.0/16")]
    [InlineData("from: [10.0.0.0/8, 192.168.7.8/31]", "from: \"fd00::/8\"")]
    [InlineData("from: any", "from: loopback")]
    [InlineData("from: $mine", "from: $theirs")]
    [InlineData("account: LAB\\ALICE", "account: LAB\\bob")]
    [InlineData("account: LAB\\*", "account: DEV\\*")]
    [InlineData("group: operator", "group: administrator")]
    [InlineData("group: S-1-5-21-*-512", "group: S-1-5-21-*-519")]
    [InlineData("account: lab\\alice\n    group: reader", "account: lab\\alice\n    group: administrator")]
    [InlineData("account: lab\\alice\n    group: reader", "account: lab\\bob\n    group: reader")]
    [InlineData("interface: svcctl", "interface: samr")]
    [InlineData("interface: " + Svcctl, "interface: 12345778-1234-abcd-ef00-0123456789ac")]
    [InlineData("interface: svcctl\n    operation: CreateServiceW", "interface: svcctl\n    operation: OpenServiceW")]
    [InlineData("interface: svcctl\n    operation: [3, 12]", "interface: svcctl\n    operation: 13")]
    [InlineData("clsid: " + Shell, "clsid: 49b2791a-b1ae-4c90-9b8e-e860ba07f889")]
    [InlineData("resource: \"*/root/cimv2/*\"", "resource: \"*/shell/*\"")]
    [InlineData("action: \"*/transfer/Get\"", "action: \"*/transfer/Put\"")]
    [InlineData("class: win32_*", "class: CIM_*")]
    [InlineData("class: Win32_Process\n    method: create", "class: Win32_Process\n    method: Terminate")]
    [InlineData("transport: [tcp, np]", "transport: https")]
    [InlineData("scheme: kerberos", "scheme: NTLM")]
    [InlineData("level: integrity", "level: privacy")]
    [InlineData("level_from: integrity", "level_from: privacy")]
    [InlineData("level_below: privacy", "level_below: integrity")]
    [InlineData("hours: 8:00-18:00", "hours: 18:00-8:00")]
    [InlineData("hours: 22:00-9:31", "hours: 9:31-22:00")]
    [InlineData("days: mon-fri", "days: [sat, sun]")]
    [InlineData("at: call", "at: [connect, bind, authenticated]")]
    public void A_condition_takes_what_it_names_and_nothing_else(string match, string other)
    {
        Assert.Equal("it", Evaluate(match).RuleName);
        Assert.False(Evaluate(match).IsAllowed);
        Assert.Equal(0x52Eu, Evaluate(match).Status);
        Assert.Equal("default", Evaluate(other).RuleName);
        Assert.True(Evaluate(other).IsAllowed);
    }

    [Theory]
    [InlineData("target: DC1", "target: dc2")]
    [InlineData("target: [web1, \"d*\"]", "target: \"*c\"")]
    [InlineData("target: \"*\"\n    target_port: [135, 5985-5986]", "target: \"*\"\n    target_port: [135, 5987-5990]")]
    [InlineData("target_port: 5986", "target_port: 1-5985")]
    public void A_condition_on_targets_takes_what_it_names_and_nothing_else(string match, string other)
    {
        Assert.Equal(("it", 0x52Eu), (Evaluate(match, ToTarget).RuleName, Evaluate(match, ToTarget).Status));
        Assert.Equal("default", Evaluate(other, ToTarget).RuleName);
        // A request for this host itself has no target.
        Assert.Equal("default", Evaluate(match, Call).RuleName);
    }

    [Theory]
    [InlineData("from: any", false)]
    [InlineData("account: \"*\"", false)]
    [InlineData("target: \"*\"", true)]
    [InlineData("target: dc1\n    account: LAB\\alice", true)]
    [InlineData("target: web1", false)]
    [InlineData("target: dc1\n    target_port: 135", false)]
    [InlineData("target: dc1\n    interface: svcctl", false)]
    public void A_target_is_reached_only_by_a_rule_that_names_it(string condition, bool isAllowed)
    {
        foreach (var action in (string[])["allow", "limit\n    concurrent: 5"])
        {
            var policy = new CompiledPolicy(
                PolicyReader.Read("p.yml", $"default: allow\nrules:\n  - name: it\n    {condition}\n    do: {action}\n",
                InterfaceCatalogue.Names));
            Assert.Equal(isAllowed, policy.Evaluate(ToTarget).IsAllowed);
        }
    }

    [Fact]
    public void At_connect_a_rule_about_a_target_may_still_allow()
    {
        var policy = new CompiledPolicy(
            PolicyReader.Read("p.yml", "rules:\n  - { name: it, from: 192.168.0.0/16, target: dc1, do: allow }\n",
            InterfaceCatalogue.Names));
        var connect = new PolicyFacts { Point = PolicyPoint.Connect, Address = Call.Address, Transport = Transport.Https };
        Assert.True(policy.Evaluate(connect).IsAllowed);
        Assert.False(policy.Evaluate(connect with { Address = IPAddress.Parse("10.0.0.1") }).IsAllowed);
        // The call itself is for this host.
        Assert.False(policy.Evaluate(Call).IsAllowed);
    }

    [Theory]
    [InlineData("connect", PolicyPoint.Connect)]
    [InlineData("bind", PolicyPoint.Bind)]
    [InlineData("authenticated", PolicyPoint.Authenticated)]
    [InlineData("request", PolicyPoint.Call)]
    internal void A_rule_is_asked_at_its_point_and_at_no_other(string name, PolicyPoint point)
    {
        var policy = new CompiledPolicy(
            PolicyReader.Read("p.yml", $"default: allow\nrules:\n  - {{ name: it, from: 192.168.0.0/16, at: {name}, do: deny }}\n",
            InterfaceCatalogue.Names));
        foreach (var asked in (PolicyPoint[])[PolicyPoint.Connect, PolicyPoint.Bind, PolicyPoint.Authenticated, PolicyPoint.Call])
            Assert.Equal(asked != point, policy.Evaluate(Call with { Point = asked }).IsAllowed);
    }

    [Fact]
    public void What_is_not_known_yet_is_waited_for_and_what_is_known_decides_at_once()
    {
        var policy = new CompiledPolicy(
            PolicyReader.Read(
            "p.yml",
            "rules:\n  - { name: guests, account: guest, do: deny }\n  - { name: admins, account: \"LAB\\\\alice\", from: " +
            "192.168.0.0/16, interface: svcctl, do: allow }\n", InterfaceCatalogue.Names));
        var connect = new PolicyFacts { Point = PolicyPoint.Connect, Address = Call.Address, Transport = Transport.Tcp };
        Assert.True(policy.Evaluate(connect).IsAllowed);
        Assert.False(policy.Evaluate(connect with { Address = IPAddress.Parse("10.0.0.1") }).IsAllowed);
        Assert.True(policy.Evaluate(connect with { Point = PolicyPoint.Bind, Interface = new(Svcctl) }).IsAllowed);
        Assert.False(policy.Evaluate(connect with { Point = PolicyPoint.Bind, Interface = new(Shell) }).IsAllowed);
        Assert.False(
            policy.Evaluate(connect with
            {
                Point = PolicyPoint.Authenticated,
                Account = "guest",
                Groups = [],
                Scheme = "NTLM",
                Level = ProtectionLevel.Privacy
            }).IsAllowed);
        Assert.True(
            policy.Evaluate(connect with
            {
                Point = PolicyPoint.Authenticated,
                Account = @"LAB\alice",
                Groups = [],
                Scheme = "NTLM",
                Level = ProtectionLevel.Privacy
            }).IsAllowed);
    }

    [Fact]
    public void What_audit_marks_is_kept_by_the_rule_that_decides()
    {
        var policy = new CompiledPolicy(
            PolicyReader.Read(
            "p.yml",
            "audit: no\nrules:\n  - { name: mark, class: Win32_Process, do: audit, audit: required }\n  - { name: it, from: any, do: " +
            "allow }\n", InterfaceCatalogue.Names));
        Assert.Equal(("it", AuditDemand.Required), (policy.Evaluate(Call).RuleName, policy.Evaluate(Call).Audit));
        Assert.Equal(("it", AuditDemand.None),
            (policy.Evaluate(Call with { Class = "Win32_Service" }).RuleName,
            policy.Evaluate(Call with { Class = "Win32_Service" }).Audit));
    }

    private static readonly PolicyFacts ToTarget = new()
    {
        Point = PolicyPoint.Call, Address = Call.Address, Transport = Transport.Https, Time = Call.Time, Account = Call.Account,
        Groups = Call.Groups, Scheme = "NTLM", Level = ProtectionLevel.Privacy, Target = "dc1", TargetPort = 5986,
    };

    private static Verdict Evaluate(string condition) => Evaluate(condition, Call);

    private static Verdict Evaluate(string condition, in PolicyFacts facts) =>
        new CompiledPolicy(
        PolicyReader.Read(
        "p.yml",
        $"default: allow\nlists:\n  mine: [192.168.7.0/24]\n  theirs: [10.0.0.0/8]\nrules:\n  - name: it\n    {condition}\n    do: " +
        $"deny\n    status: 0x52E\n", InterfaceCatalogue.Names)).Evaluate(facts);
}
