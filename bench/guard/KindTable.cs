using Sekimori.Capture;
using Sekimori.Capture.Files;
using Sekimori.Detection;
using Sekimori.Detection.Sigma;
using Sekimori.Guard.Observations;

namespace Sekimori.Bench.Guarding;

/// <summary>What our rules find in the captures of a folder, by the kind that its MANIFEST.tsv names: caught, missed, and alerts of severity high where there is no attack.</summary>
internal static class KindTable
{
    public static void Write(string folder)
    {
        Console.WriteLine("| kind | captures | caught | missed | raised from severity medium on |\n|---|---|---|---|---|");
        var kinds = File.ReadLines(Path.Combine(folder, "MANIFEST.tsv")).Skip(1).Select(line => line.Split('\t')).Where(line => IsCapture(line[0]) && File.Exists(Path.Combine(folder, line[0])))
            .GroupBy(line => line[2], line => line[0]).OrderBy(kind => kind.Key, StringComparer.Ordinal).ToList();
        foreach (var kind in kinds.Where(kind => !IsBenign(kind.Key)))
        {
            var found = kind.Select(file => Alerts(Path.Combine(folder, file))).ToList();
            // A blocked attempt is five SYNs: all that can be told of it is that somebody tried.
            var caught = found.Count(alerts => alerts.Exists(alert => alert.Rule.Kind == kind.Key || alert.Rule.Kind == "attempt"));
            Console.WriteLine($"| {kind.Key} | {found.Count} | {caught} | {found.Count - caught} | {Names(found.SelectMany(alerts => alerts))} |");
        }
        foreach (var kind in kinds.Where(kind => IsBenign(kind.Key)))
        {
            var found = kind.Select(file => Alerts(Path.Combine(folder, file))).ToList();
            var wrong = found.SelectMany(alerts => alerts).Count(alert => alert.Rule.Level >= Severity.High);
            Console.WriteLine($"| {kind.Key} (no attack) | {found.Count} | – | – | {wrong} of severity high; {Names(found.SelectMany(alerts => alerts))} |");
        }
    }

    private static bool IsBenign(string kind) => kind is "parser" or "negative-ish";

    private static bool IsCapture(string file) => file.EndsWith("cap", StringComparison.Ordinal) || file.EndsWith("pcapng", StringComparison.Ordinal);

    private static string Names(IEnumerable<Alert> alerts) =>
        string.Join(", ", alerts.Where(alert => alert.Rule.Level >= Severity.Medium).Select(alert => alert.Rule.Name).Distinct().Order(StringComparer.Ordinal)) is { Length: > 0 } names ? names : "nothing";

    private static List<Alert> Alerts(string path)
    {
        var collector = new Collector();
        var observer = new PassiveObserver(collector);
        new CaptureReader(observer).Consume(File.ReadAllBytes(path));
        observer.Finish();
        var engine = new DetectionEngine(RuleSet.BuiltIn(), collector);
        foreach (var seen in collector.All) engine.OnObservation(seen);
        return collector.Alerts;
    }
}
