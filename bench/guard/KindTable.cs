using Sekimori.Capture;
using Sekimori.Capture.Files;
using Sekimori.Detection;
using Sekimori.Detection.Sigma;
using Sekimori.Observations;

namespace Sekimori.Bench.Guarding;

/// <summary>
/// What our rules find in the captures of a folder, by the kind that its MANIFEST.tsv names: caught, missed, and alerts of severity high
/// where there is no attack.
/// </summary>
internal static class KindTable
{
    public static void Write(string folder)
    {
        Console.WriteLine("| kind | captures | caught | missed | raised, of its kind or from severity medium on |\n|---|---|---|---|---|");
        var kinds = File.ReadLines(Path.Combine(folder, "MANIFEST.tsv")).Skip(1).Select(line => line.Split('\t'))
            .Where(line => IsCapture(line[0]) && File.Exists(Path.Combine(folder, line[0])))
            .GroupBy(line => line[2], line => line[0]).OrderBy(kind => kind.Key, StringComparer.Ordinal).ToList();
        foreach (var kind in kinds.Where(kind => !IsBenign(kind.Key)))
        {
            var found = kind.Select(file => Alerts(Path.Combine(folder, file))).ToList();
            Console.Error.WriteLine($"{kind.Key}: {found.Count} captures");
            // A blocked attempt is five SYNs: all that can be told of it is that somebody tried.
            var caught = found.Count(alerts => alerts.Exists(alert => alert.Rule.Kind == kind.Key || alert.Rule.Kind == "attempt"));
            Console.WriteLine(
                $"| {kind.Key} | {found.Count} | {caught} | {found.Count - caught} | " +
                $"{Names(found.SelectMany(alerts => alerts), kind.Key)} |");
        }
        foreach (var kind in kinds.Where(kind => IsBenign(kind.Key)))
        {
            var found = kind.Select(file => Alerts(Path.Combine(folder, file))).ToList();
            Console.Error.WriteLine($"{kind.Key}: {found.Count} captures");
            var wrong = found.SelectMany(alerts => alerts).Count(alert => alert.Rule.Level >= Severity.High);
            Console.WriteLine(
                $"| {kind.Key} (no attack) | {found.Count} | – | – | {wrong} of severity high; " +
                $"{Names(found.SelectMany(alerts => alerts), kind.Key)} |");
        }
    }

    private static bool IsBenign(string kind) => kind is "parser" or "negative-ish";

    private static bool IsCapture(string file) =>
        file.EndsWith("cap", StringComparison.Ordinal) || file.EndsWith("pcapng", StringComparison.Ordinal);

    private static string Names(IEnumerable<Alert> alerts, string kind)
    {
        var names = alerts.Where(alert => alert.Rule.Level >= Severity.Medium || alert.Rule.Kind == kind || alert.Rule.Kind == "attempt")
            .Select(alert => $"{alert.Rule.Name} ({AlertJson.Name(alert.Rule.Level)})").Distinct().Order(StringComparer.Ordinal);
        return string.Join(", ", names) is { Length: > 0 } text ? text : "nothing";
    }

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
