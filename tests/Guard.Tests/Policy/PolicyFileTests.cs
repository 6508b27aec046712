using System.Net;
using Sekimori.Guard.Policy;
using Sekimori.Observations;

namespace Sekimori.Guard.Tests.Policy;

public class PolicyFileTests
{
    public static TheoryData<string> Templates => new(PolicyTemplates.Names);

    [Theory, MemberData(nameof(Templates))]
    public void A_template_is_read_and_only_the_dry_one_gives_anything_to_look_at(string name) =>
        Assert.Equal(name == "audit-only" ? 1 : 0,
        PolicyLint.Check(PolicyReader.Read(name, PolicyTemplates.Text(name), InterfaceCatalogue.Names), InterfaceCatalogue.Names).Count());

    [Theory]
    [InlineData("rules:\n  - do: allow\n    interfce: svcctl\n", 3, "not a key of a rule")]
    [InlineData("rules:\n  - do: allow\n    interface: svcctrl\n", 3, "unknown interface")]
    [InlineData("rules:\n  - interface: svcctl\n    operation: CreateServise\n    do: deny\n", 3, "has an operation")]
    [InlineData("rules:\n  - from: 10.0.0.0/40\n    do: deny\n", 2, "neither an address nor a network")]
    [InlineData("rules:\n  - from: 10.1\n    do: deny\n", 2, "neither an address nor a network")]
    [InlineData("rules:\n  - from: 010.0.0.1\n    do: deny\n", 2, "neither an address nor a network")]
    [InlineData("rules:\n  - from: $nobody\n    do: deny\n", 2, "unknown list")]
    [InlineData("rules:\n  - from: 10.0.0.0/8\n", 2, "a rule needs 'do'")]
    [InlineData("rules:\n  - do: limit\n", 2, "'rate' or 'concurrent'")]
    [InlineData("rules: [\n", 2, "")]
    [InlineData("defualt: deny\nrules: []\n", 1, "is unknown")]
    public void A_broken_policy_is_refused_with_its_line(string text, int line, string message)
    {
        var wrong = Assert.Throws<PolicyException>(() => PolicyReader.Read("p.yml", text, InterfaceCatalogue.Names));
        Assert.Equal(line, wrong.Line);
        Assert.Contains(message, wrong.Message);
    }

    [Fact]
    public void A_rule_below_one_that_takes_everything_can_never_match()
    {
        var policy = PolicyReader.Read(
            "p.yml", "rules:\n  - from: 10.0.0.0/8\n    do: deny\n  - from: 10.1.0.0/16\n    interface: svcctl\n    do: allow\n",
            InterfaceCatalogue.Names);
        Assert.Contains(PolicyLint.Check(policy, InterfaceCatalogue.Names), found =>
            found.Line == 4 && found.Message.Contains("can never match", StringComparison.Ordinal));
    }

    [Fact]
    public void Rules_about_calls_to_targets_can_match_where_these_end_at_the_gate()
    {
        var policy = PolicyReader.Read("p.yml", """
            version: 1
            default: deny
            rules:
              - { name: no processes, target: web1, class: Win32_Process, method: Create, do: deny }
              - { name: the way, target: web1, interface: [epmapper, IObjectExporter], do: allow }
              - { name: operators, group: operator, target: web1, do: allow }
            """, InterfaceCatalogue.Names);
        Assert.Empty(PolicyLint.Check(policy, InterfaceCatalogue.Names));
        policy = PolicyReader.Read(
            "p.yml", "rules:\n  - { target: web1, interface: [epmapper, svcctl], do: allow }\n", InterfaceCatalogue.Names);
        Assert.Contains(PolicyLint.Check(policy, InterfaceCatalogue.Names),
            found => found.Message.Contains("allows every account", StringComparison.Ordinal));
    }

    [Fact]
    public void An_allow_for_every_address_without_a_name_is_an_exposure()
    {
        var policy = PolicyReader.Read("p.yml", "rules:\n  - from: any\n    interface: svcctl\n    do: allow\n", InterfaceCatalogue.Names);
        Assert.True(PolicyLint.IsExposed(policy));
        Assert.Contains(PolicyLint.Check(policy, InterfaceCatalogue.Names), found =>
            found.Message.Contains("exposure", StringComparison.Ordinal));
        Assert.False(PolicyLint.IsExposed(PolicyReader.Read("strict", PolicyTemplates.Text("strict"), InterfaceCatalogue.Names)));
    }

    [Fact]
    public void The_same_account_address_and_level_get_the_same_verdict_through_either_door()
    {
        var policy = new CompiledPolicy(
            PolicyReader.Read("p.yml", "rules:\n  - account: LAB\\alice\n    from: 10.0.0.0/8\n    level_from: integrity\n    do: allow\n",
            InterfaceCatalogue.Names));
        foreach (var (account, address, level) in new[]
        {
            ("lab\\ALICE", "10.1.1.1", ProtectionLevel.Privacy), ("lab\\bob", "10.1.1.1", ProtectionLevel.Privacy),
            ("lab\\alice", "11.1.1.1", ProtectionLevel.Privacy), ("lab\\alice", "10.1.1.1", ProtectionLevel.Connect)
        })
        {
            var rpc = new PolicyFacts
            {
                Point = PolicyPoint.Call, Address = IPAddress.Parse(address), Transport = Transport.Tcp, Account = account, Level = level,
                Interface = Guid.NewGuid(), Opnum = 3
            };
            var wsman = rpc with { Transport = Transport.Https, Interface = null, Opnum = null, Resource = "http://x", Action = "Get" };
            Assert.Equal(policy.Evaluate(rpc), policy.Evaluate(wsman));
        }
    }

    [Fact]
    public void A_rate_lets_its_number_through_and_then_fills_evenly()
    {
        var holder = new PolicyHolder(new(PolicyReader.Read("p.yml", "rules:\n  - rate: 10/s\n    do: limit\n", InterfaceCatalogue.Names)));
        var facts = new PolicyFacts
        {
            Point = PolicyPoint.Call, Address = IPAddress.Loopback, Transport = Transport.Tcp,
            Time = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)
        };
        Assert.Equal(10, Enumerable.Range(0, 15).Count(_ => holder.Evaluate(facts).IsAllowed));
        Assert.Equal(5, Enumerable.Range(0, 15)
            .Count(_ => holder.Evaluate(facts with { Time = facts.Time.AddMilliseconds(500) }).IsAllowed));
    }

    [Fact]
    public void A_number_at_a_time_is_paid_back_when_a_call_ends()
    {
        var holder = new PolicyHolder(
            new(PolicyReader.Read("p.yml", "rules:\n  - concurrent: 2\n    do: limit\n", InterfaceCatalogue.Names)));
        var facts = new PolicyFacts { Point = PolicyPoint.Call, Address = IPAddress.Loopback, Transport = Transport.Tcp };
        var first = holder.Evaluate(facts);
        Assert.True(first.IsAllowed && holder.Evaluate(facts).IsAllowed);
        Assert.False(holder.Evaluate(facts).IsAllowed);
        holder.Leave(first, facts);
        Assert.True(holder.Evaluate(facts).IsAllowed);
    }

    [Fact]
    public void Rules_of_RPC_firewall_become_a_policy_that_decides_alike()
    {
        var text = FirewallImport.ToPolicy(
            "RpcFw.conf",
            "fw:uuid:e3514235-4b06-11d1-ab04-00c04fc2dcd2 opnum:3 addr:10.0.0.7 action:allow audit:true\nuuid:drsuapi action:block " +
            "audit:true verbose:true\n", InterfaceCatalogue.Names);
        var policy = new CompiledPolicy(PolicyReader.Read("imported", text, InterfaceCatalogue.Names));
        var call = new PolicyFacts
        {
            Point = PolicyPoint.Call, Address = IPAddress.Parse("10.0.0.7"), Transport = Transport.Tcp,
            Interface = new("e3514235-4b06-11d1-ab04-00c04fc2dcd2"), Opnum = 3
        };
        Assert.True(policy.Evaluate(call).IsAllowed);
        Assert.False(policy.Evaluate(call with { Opnum = 4 }).IsAllowed);
        Assert.False(policy.Evaluate(call with { Address = IPAddress.Parse("10.0.0.8") }).IsAllowed);
        Assert.True(policy.Evaluate(call with { Interface = Guid.NewGuid() }).IsAllowed);
        Assert.Throws<PolicyException>(() =>
            FirewallImport.ToPolicy("RpcFw.conf", "uuid:drsuapi actoin:block\n", InterfaceCatalogue.Names));
    }
}
