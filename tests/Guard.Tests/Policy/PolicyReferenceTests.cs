using System.Net;
using Sekimori.Guard.Policy;
using Sekimori.Observations;

namespace Sekimori.Guard.Tests.Policy;

[Trait("Size", "Large")]
public class PolicyReferenceTests
{
    private static readonly Guid[] Interfaces =
        [.. InterfaceCatalogue.Known.OrderBy(known => known.UuidText, StringComparer.Ordinal).Take(12).Select(known => known.Uuid)];

    [Fact]
    public void A_hundred_thousand_random_calls_get_what_the_plain_reading_of_the_rules_gives()
    {
        var random = new Random(20261122);
        // One memo for all: another policy's verdicts, and those of other questions, are never taken for these.
        var memo = new VerdictMemo();
        var before = Facts(random);
        for (var round = 0; round < 100; round++)
        {
            var document = new PolicyDocument
            {
                Rules = [.. Enumerable.Range(0, random.Next(1, 60)).Select(at => Rule(random, at))],
                Default = random.Next(4) == 0 ? PolicyAction.Allow : PolicyAction.Deny
            };
            var compiled = new CompiledPolicy(document);
            for (var call = 0; call < 1000; call++)
            {
                var facts = Facts(random);
                Assert.Equal(NaivePolicy.Evaluate(document, facts), compiled.Evaluate(facts));
                // Kept, and asked again at another hour; then the question before, which is still kept under another policy.
                foreach (var asked in (PolicyFacts[])[facts, facts with { Time = facts.Time.AddHours(5) }, before])
                    Assert.Equal(NaivePolicy.Evaluate(document, asked), compiled.Evaluate(asked with { Memo = memo }));
                before = facts;
            }
        }
    }

    // How long a decision takes is measured by bench/guard (under 2 µs asked): a clock in a test says more of the machine than of the code.
    [Fact]
    public void A_decision_over_ten_thousand_rules_is_the_plain_readings_and_allocates_as_much_as_one_over_ten()
    {
        var (few, many) = (Allocated(10), Allocated(10_000));
        // The decisions differ, and with them the patterns that are asked; what grows with the rules would be a thousand times as much.
        Assert.True(many <= few * 2, $"{many} bytes with 10,000 rules, {few} with 10");
    }

    private static long Allocated(int rules)
    {
        var random = new Random(7);
        var document = new PolicyDocument
        {
            Rules = [.. Enumerable.Range(0, rules)
                .Select(at => Rule(random, at) with { From = [new(new IPAddress([10, (byte)(at >> 8), (byte)at, 0]), 24)] })],
        };
        var compiled = new CompiledPolicy(document);
        PolicyFacts[] facts =
        [
            .. Enumerable.Range(0, 1000).Select(_ => Facts(random) with
            {
                Point = PolicyPoint.Call, Address = new IPAddress([10, (byte)random.Next(40), (byte)random.Next(256), 1]),
            }),
        ];
        // The first round also fills what the policy remembers of patterns.
        foreach (var one in facts) Assert.Equal(NaivePolicy.Evaluate(document, one), compiled.Evaluate(one));
        // Code that is not optimised yet allocates more: the least of several rounds counts.
        var least = long.MaxValue;
        for (var round = 0; round < 50; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var one in facts) compiled.Evaluate(one);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            Thread.Sleep(10);
        }
        return least;
    }

    private static PolicyRule Rule(Random random, int at)
    {
        var rule = new PolicyRule
        {
            Name = $"rule {at}", Line = at, Action = (PolicyAction)random.Next(5),
            Audit = random.Next(5) switch { 0 => AuditDemand.Required, 1 => AuditDemand.None, _ => null }
        };
        if (rule.Action == PolicyAction.Limit) rule = rule with { Concurrent = 1 };
        if (random.Next(3) == 0) rule = rule with { From = [Network(random), Network(random)] };
        if (random.Next(4) == 0) rule = rule with { Accounts = [Account(random), random.Next(2) == 0 ? "LAB\\*" : "svc*x"] };
        if (random.Next(5) == 0) rule = rule with { Groups = [$"group{random.Next(4)}"] };
        if (random.Next(3) == 0) rule = rule with { Interfaces = [Interfaces[random.Next(12)], Interfaces[random.Next(12)]] };
        if (rule.Interfaces.Count > 0 && random.Next(2) == 0)
            rule = rule with { Operations = [(rule.Interfaces[0], random.Next(5)), (rule.Interfaces[1], random.Next(5))] };
        if (random.Next(6) == 0) rule = rule with { Levels = [(ProtectionLevel)random.Next(1, 7), (ProtectionLevel)random.Next(1, 7)] };
        if (random.Next(8) == 0) rule = rule with { Transports = [(Transport)random.Next(6)] };
        if (random.Next(8) == 0) rule = rule with { Schemes = ["NTLM"] };
        if (random.Next(8) == 0) rule = rule with { Classes = ["Win32_*"], Methods = random.Next(2) == 0 ? ["Create"] : [] };
        if (random.Next(8) == 0) rule = rule with { Resources = ["http://*/shell/*"] };
        if (random.Next(4) == 0) rule = rule with { Targets = [random.Next(2) == 0 ? "dc*" : "web1"] };
        if (random.Next(6) == 0) rule = rule with { TargetPorts = [(135, 135), (5985, 5986 + random.Next(3)), (49152, 65535)] };
        if (random.Next(8) == 0) rule = rule with { Clsids = [Interfaces[0]] };
        if (random.Next(8) == 0) rule = rule with { Hours = (random.Next(1440), random.Next(1440)) };
        if (random.Next(8) == 0) rule = rule with { At = (PolicyPoint)random.Next(1, 16) };
        return rule;
    }

    private static PolicyFacts Facts(Random random)
    {
        var point = (PolicyPoint)(1 << random.Next(4));
        // A request of WS-Management whose classes the object manager has not found yet.
        var isOpen = point == PolicyPoint.Call && random.Next(3) == 0;
        return new()
        {
            Point = point, IsOpen = isOpen, Address = random.Next(10) == 0 ? null : Address(random), Transport = (Transport)random.Next(6),
            Time = new DateTimeOffset(2026, 1, 1, random.Next(24), random.Next(60), 0, TimeSpan.Zero),
            Account = Maybe(() => Account(random)),
            Groups = random.Next(3) == 0 ? null : [.. Enumerable.Range(0, random.Next(3)).Select(_ => $"GROUP{random.Next(4)}")],
            Scheme = Maybe(() => random.Next(2) == 0 ? "ntlm" : "Kerberos"),
            Level = random.Next(3) == 0 ? null : (ProtectionLevel)random.Next(1, 7), Interface = random.Next(3) == 0
                ? null
                : Interfaces[random.Next(12)],
            Opnum = random.Next(3) == 0 ? null : random.Next(5), Clsid = random.Next(3) == 0 ? Interfaces[random.Next(2)] : null,
            Resource = Maybe(() => random.Next(2) == 0 ? "http://schemas/shell/cmd" : "http://schemas/config"), Action = Maybe(() => "x"),
            Class = isOpen ? null : Maybe(() => random.Next(2) == 0 ? "win32_Process" : "CIM_Thing"),
            Method = isOpen ? null : Maybe(() => "Create"),
            Target = random.Next(2) == 0 ? null : random.Next(2) == 0 ? "DC1" : "web1",
            TargetPort = random.Next(2) == 0 ? null : (int[])[1, 135, 5984, 5986, 5987, 65535] is var ports ? ports[random.Next(6)] : 0,
        };

        string? Maybe(Func<string> value) => random.Next(3) == 0 ? null : value();
    }

    private static IPNetwork Network(Random random)
    {
        if (random.Next(6) == 0) return IPNetwork.Parse("fd00::/8");
        var length = random.Next(0, 33);
        var bytes = new byte[] { 10, (byte)random.Next(4), (byte)random.Next(4), (byte)random.Next(4) };
        for (var bit = length; bit < 32; bit++) bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new(new IPAddress(bytes), length);
    }

    private static IPAddress Address(Random random) =>
        random.Next(6) == 0
        ? IPAddress.Parse("fd00::1")
        : new IPAddress([10, (byte)random.Next(4), (byte)random.Next(4), (byte)random.Next(4)]);

    private static string Account(Random random) => random.Next(4) switch { 0 => "", 1 => "LAB\\alice", 2 => "svc-backup-x", _ => "bob" };
}
