using System.Globalization;
using System.Net;
using Sekimori.Detection.Sigma;
using Sekimori.Observations;

namespace Sekimori.Detection.Tests;

/// <summary>A timespan is between events, whichever is read first.</summary>
public class CorrelationTimeTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 28, 0, 0, 0, TimeSpan.Zero);

    private const string Rules = """
        title: A bind
        id: 0d6a2f0e-3c3b-4d0e-9d5c-1f5a3f6b7a0a
        name: one_bind
        logsource: { product: sekimori, category: rpc }
        detection:
          selection: { type: bind }
          condition: selection
        level: low
        ---
        title: A call
        id: 0d6a2f0e-3c3b-4d0e-9d5c-1f5a3f6b7a0c
        name: one_call
        logsource: { product: sekimori, category: rpc }
        detection:
          selection: { type: call }
          condition: selection
        level: low
        ---
        title: Many
        id: 0d6a2f0e-3c3b-4d0e-9d5c-1f5a3f6b7a0b
        name: many
        correlation:

        """;

    private const string FourBinds =
        "  { type: event_count, rules: [one_bind], group-by: [client], timespan: 1m, condition: { gte: 4 } }\nlevel: high\n";
    private const string ThreeServers =
        "  { type: value_count, rules: [one_bind], group-by: [client], timespan: 1m, condition: { field: server, gte: 3 } }\nlevel: high\n";
    private const string BindThenCall =
        "  { type: temporal_ordered, rules: [one_bind, one_call], group-by: [client], timespan: 1m }\nlevel: high\n";
    private const string BindAndCall = "  { type: temporal, rules: [one_bind, one_call], group-by: [client], timespan: 1m }\nlevel: high\n";

    // Seconds; a call has a "c" before them, another server than 1 follows a slash.
    [Theory]
    [InlineData(FourBinds, "0 10 20 30", 1)]
    [InlineData(FourBinds, "30 20 10 0", 1)]
    [InlineData(FourBinds, "20 0 30 10", 1)]
    [InlineData(FourBinds, "0 60 30 20", 1)] // the timespan itself still counts
    [InlineData(FourBinds, "0 61 30 20", 0)]
    [InlineData(FourBinds, "7200 7201 0 1", 0)] // two hours lie between the files
    [InlineData(FourBinds, "7200 7201 0 1 7202 7203", 1)] // a file of which the rest is read after another
    [InlineData(FourBinds, "7200 7201 7202 7203 0 1 2 3", 2)] // each is told, in whatever order
    [InlineData(FourBinds, "0 1 2 3 7200 7201 7202 7203", 2)]
    [InlineData(FourBinds, "0 1 540 541 60 61", 0)] // cap1 cap10 cap2
    [InlineData(FourBinds, "50 51 540 541 60 61", 1)]
    [InlineData(FourBinds, "100 80 50 45 41", 1)] // the newest does not count: it is in no window of one minute with the others at first
    [InlineData(ThreeServers, "20/1 10/2 0/3", 1)]
    [InlineData(ThreeServers, "7200/1 7201/2 0/3", 0)]
    [InlineData(BindThenCall, "c30 0", 1)]
    [InlineData(BindThenCall, "30 c0", 0)]
    [InlineData(BindThenCall, "c7200 0", 0)]
    [InlineData(BindAndCall, "c30 0", 1)]
    [InlineData(BindAndCall, "c7200 0", 0)]
    public void Windows_go_by_the_time_of_events(string correlation, string read, int told)
    {
        var alerts = Alerts(correlation, read.Split(' '));
        Assert.Equal(told, alerts.Count);
    }

    [Fact]
    public void A_sweep_that_is_read_backwards_among_many_others_is_told_once()
    {
        // More than a group and all groups together keep: what is near in time stays.
        var others = Enumerable.Range(0, 20_000)
            .Select(at => (400_000 - at * 7).ToString(CultureInfo.InvariantCulture) + "/" + (at % 200 + 2));
        Assert.Single(Alerts(FourBinds.Replace("[client]", "[server]", StringComparison.Ordinal), [.. others, "30", "20", "10", "0"]));
    }

    [Fact]
    public void An_alert_tells_when_it_matched_first_and_last_whichever_was_read_first()
    {
        var alert = Alerts(FourBinds, "130 120 110 100 10 11 12 13".Split(' ')).Single();
        Assert.Equal((2, 13, 130), (alert.Count, (alert.First - Start).TotalSeconds, (alert.Last - Start).TotalSeconds));
    }

    private static List<Alert> Alerts(string correlation, string[] read)
    {
        var sink = new Sink();
        var engine = new DetectionEngine(RuleSet.Read([("rules.yml", Rules + correlation)]), sink);
        foreach (var one in read)
        {
            var isCall = one[0] == 'c';
            var parts = one.TrimStart('c').Split('/');
            var server = parts.Length > 1 ? parts[1] : "1";
            engine.OnObservation(new()
            {
                Time = Start.AddSeconds(int.Parse(parts[0], CultureInfo.InvariantCulture)), Source = ObservationSource.Capture,
                Kind = isCall ? ObservationKind.Call : ObservationKind.Bind, Client = new(IPAddress.Parse("10.0.0.5"), 50_000),
                Server = new(IPAddress.Parse("10.0.1." + server), 135),
            });
        }
        return sink.Alerts;
    }

    private sealed class Sink : IAlertSink
    {
        public List<Alert> Alerts { get; } = [];

        public void OnAlert(Alert alert) => Alerts.Add(alert);
    }
}
