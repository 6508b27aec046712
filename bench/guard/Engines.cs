using System.Diagnostics;
using System.Net;
using Sekimori.Capture;
using Sekimori.Capture.Files;
using Sekimori.Detection;
using Sekimori.Detection.Sigma;
using Sekimori.Guard.Policy;
using Transport = Sekimori.Guard.Transport;

namespace Sekimori.Bench.Guarding;

/// <summary>
/// Observations a second through the whole rule set, from the captures of some folders; and a decision of a policy of 10,000 rules.
/// </summary>
internal static class Engines
{
    public static void Run(string[] folders)
    {
        var collected = new Collector();
        foreach (var path in folders.SelectMany(Directory.GetFiles)
            .Where(path => path.EndsWith("cap", StringComparison.Ordinal) || path.EndsWith("pcapng", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal))
        {
            var observer = new PassiveObserver(collected);
            new CaptureReader(observer).Consume(File.ReadAllBytes(path));
            observer.Finish();
        }
        var rules = RuleSet.BuiltIn();
        var engine = new DetectionEngine(rules, collected);
        var best = 0d;
        for (var round = 0; round < 200; round++)
        {
            var watch = Stopwatch.StartNew();
            foreach (var seen in collected.All) engine.OnObservation(seen);
            best = Math.Max(best, collected.All.Count / watch.Elapsed.TotalSeconds);
        }
        Console.WriteLine(
            $"detection: {rules.Rules.Count} rules, {rules.Correlations.Count} correlations, {collected.All.Count} observations of the " +
            $"captures: {best:N0} a second on a core");

        var document = new PolicyDocument
        {
            Rules = [.. Enumerable.Range(0, 10_000).Select(at => new PolicyRule
            {
                Name = $"rule {at}", Action = at % 3 == 0 ? PolicyAction.Deny : PolicyAction.Allow,
                From = [new IPNetwork(new IPAddress([10, (byte)(at >> 8), (byte)at, 0]), 24)],
                Accounts = at % 2 == 0 ? [$"LAB\\user{at % 97}"] : [],
                Interfaces = at % 5 == 0 ? [new Guid("367abb81-9844-35f1-ad32-98f038001003")] : [],
                Levels = at % 7 == 0 ? [Sekimori.Guard.ProtectionLevel.Privacy] : [], Groups = at % 11 == 0 ? ["admins"] : [],
            })],
        };
        var policy = new CompiledPolicy(document);
        var random = new Random(1);
        PolicyFacts[] facts = [.. Enumerable.Range(0, 4096).Select(_ => new PolicyFacts
        {
            Point = PolicyPoint.Call, Address = new IPAddress([10, (byte)random.Next(40), (byte)random.Next(256), 7]),
            Transport = Transport.Tcp, Account = $"LAB\\user{random.Next(200)}",
            Groups = ["users", "admins"], Scheme = "NTLM", Level = Sekimori.Guard.ProtectionLevel.Privacy,
            Interface = new Guid("367abb81-9844-35f1-ad32-98f038001003"), Opnum = random.Next(60),
        })];
        var least = double.MaxValue;
        for (var round = 0; round < 100; round++)
        {
            var watch = Stopwatch.StartNew();
            foreach (var one in facts) policy.Evaluate(one);
            least = Math.Min(least, watch.Elapsed.TotalMicroseconds / facts.Length);
        }
        Console.WriteLine($"policy: 10,000 rules: {least:F2} µs a decision");
    }
}
