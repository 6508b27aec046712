using System.Globalization;
using Sekimori.Detection.Events;
using Sekimori.Detection.Evtx;
using Sekimori.Detection.Sigma;
using YamlDotNet.RepresentationModel;

namespace Sekimori.Detection;

/// <summary>
/// Runs the tests that are in the rule files themselves ("tests", ours): events that a rule must match or must not. "repeat" and "every"
/// make a row of one event, "{n}" in a value is the number in the row.
/// </summary>
internal static class RuleSelfTest
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Events of one test. A correlation's threshold is some hundreds.</summary>
    private const int EventLimit = 100_000;

    /// <summary>The longest pause between two of them: a year.</summary>
    private static readonly TimeSpan PauseLimit = TimeSpan.FromDays(366);

    /// <summary>The result of one test.</summary>
    /// <param name="Rule">The rule.</param>
    /// <param name="Line">Where the test is in its file.</param>
    /// <param name="Expected">Whether the rule was to match.</param>
    /// <param name="Found">Whether it did.</param>
    public sealed record Outcome(RuleInfo Rule, long Line, bool Expected, bool Found);

    /// <summary>Runs every test of the set.</summary>
    /// <exception cref="RuleException">A test is not well formed.</exception>
    public static IEnumerable<Outcome> Run(RuleSet set)
    {
        foreach (var rule in set.Rules)
            foreach (var (line, expected, events) in Tests(rule.Info.File, rule.Tests))
                yield return new(rule.Info, line, expected, events.Exists(rule.IsMatch));
        foreach (var correlation in set.Correlations)
            foreach (var (line, expected, events) in Tests(correlation.Info.File, correlation.Tests))
            {
                var alerts = new Collector();
                var engine = new DetectionEngine(set, alerts);
                foreach (var one in events) engine.OnEvent(one);
                yield return new(correlation.Info, line, expected, alerts.All.Exists(alert => alert.Rule.Id == correlation.Info.Id));
            }
    }

    /// <summary>How many tests a rule or correlation of the set has.</summary>
    public static int Count(RuleSet set, RuleInfo info) =>
        (set.Rules.FirstOrDefault(rule => rule.Info == info)?.Tests
        ?? set.Correlations.FirstOrDefault(one => one.Info == info)?.Tests)?.Children.Count ?? 0;

    private static IEnumerable<(long Line, bool Expected, List<EventView> Events)> Tests(string file, YamlSequenceNode? tests)
    {
        foreach (var node in tests?.Children ?? [])
        {
            if (node is not YamlMappingNode test || SigmaReader.Child(test, "events") is not YamlSequenceNode events)
                throw new RuleException(file, node, "a test needs 'match' and 'events'");
            var time = Start;
            var made = new List<EventView>();
            foreach (var one in events.Children) made.AddRange(Events(file, one, ref time, EventLimit - made.Count));
            yield return (test.Start.Line, SigmaReader.Scalar(test, "match") == "true", made);
        }
    }

    private static List<EventView> Events(string file, YamlNode node, ref DateTimeOffset time, int limit)
    {
        if (node is not YamlMappingNode map) throw new RuleException(file, node, "expected an event as a map of fields");
        var repeat = int.TryParse(SigmaReader.Scalar(map, "repeat"), NumberStyles.None, CultureInfo.InvariantCulture, out var times)
            ? times
            : 1;
        if (repeat > limit) throw new RuleException(file, node, $"a test has at most {EventLimit} events");
        var every = SigmaReader.Child(map, "every") is { } pause ? Pause(file, pause) : TimeSpan.FromSeconds(1);
        var made = new List<EventView>();
        for (var n = 1; n <= repeat; n++, time += every)
        {
            var record = new RecordView(isObservation: SigmaReader.Child(map, "Channel") is null);
            record.SetTime(time);
            foreach (var (key, value) in map)
            {
                var name = SigmaReader.Text(file, key);
                if (name is "repeat" or "every") continue;
                foreach (var item in value is YamlSequenceNode list ? list.Children : (IEnumerable<YamlNode>)[value])
                    record.Add(name, SigmaReader.Text(file, item)
                        .Replace("{n}", n.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
            }
            if (SigmaReader.Child(map, "Channel") is not null) WindowsNames.Complete(record);
            made.Add(record);
        }
        return made;
    }

    private static TimeSpan Pause(string file, YamlNode node)
    {
        var text = SigmaReader.Text(file, node);
        if (text.Length > 1 && double.TryParse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture, out var number))
        {
            var seconds = text[^1] == 'm' ? number * 60 : number;
            if (seconds >= 0 && seconds <= PauseLimit.TotalSeconds) return TimeSpan.FromSeconds(seconds);
        }
        throw new RuleException(file, node, $"'{text}' is not a pause: use 30s or 5m, at most {PauseLimit.TotalDays} days");
    }

    private sealed class Collector : IAlertSink
    {
        public List<Alert> All { get; } = [];

        public void OnAlert(Alert alert) => All.Add(alert);
    }
}
