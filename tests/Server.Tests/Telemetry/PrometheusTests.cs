using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Gate.Telemetry;
using Sekimori.Guard;
using Sekimori.Observations;

namespace Sekimori.Server.Tests.Telemetry;

/// <summary>The text endpoint, read by a reader that takes nothing the format does not allow.</summary>
public sealed partial class PrometheusTests
{
    [Fact]
    public async Task What_is_scraped_is_strictly_the_text_format_and_histograms_add_up()
    {
        var series = Parse(await ScrapeAsync());
        Assert.Equal("counter", series["sekimori_observations_total"].Type);
        Assert.Equal("gauge", series["sekimori_test_depth"].Type);
        Assert.Equal(12, series["sekimori_test_depth"].Samples.Single().Value);
        var histogram = series["sekimori_duration_seconds"];
        Assert.Equal("histogram", histogram.Type);
        foreach (var buckets in histogram.Samples.Where(sample => sample.Name.EndsWith("_bucket", StringComparison.Ordinal))
            .GroupBy(sample => sample.Labels["transport"]))
        {
            var bounds = buckets.Select(bucket => bucket.Labels["le"] == "+Inf"
                ? double.PositiveInfinity
                : double.Parse(bucket.Labels["le"], CultureInfo.InvariantCulture)).ToList();
            Assert.Equal(bounds.Order(), bounds);
            Assert.Equal(double.PositiveInfinity, bounds[^1]);
            Assert.Equal(buckets.Select(bucket => bucket.Value).Order(), buckets.Select(bucket => bucket.Value));
            Assert.Equal(
                histogram.Samples.Single(sample => sample.Name.EndsWith("_count", StringComparison.Ordinal)
                && sample.Labels["transport"] == buckets.Key).Value, buckets.Last().Value);
        }
    }

    [Fact]
    public async Task Health_is_ok_or_says_what_ails_the_server()
    {
        string? healthProblem = null;
        await using var server = new TelemetryServer(new IPEndPoint(IPAddress.Parse("127.0.0.14"), 0), () =>
            healthProblem, NullLoggerFactory.Instance);
        await server.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new(server.Address) };
        Assert.Equal("ok\n", await client.GetStringAsync("/health", TestContext.Current.CancellationToken));
        healthProblem = "the audit log cannot be written: no space";
        using var ill = await client.GetAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ill.StatusCode);
        Assert.Equal(healthProblem + "\n", await ill.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var posted = await client.PostAsync(new Uri("/metrics", UriKind.Relative), null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
    }

    [Fact]
    public void Series_that_begin_during_a_scrape_do_not_fail_it()
    {
        // Few series in many rounds: a scrape of many takes long enough for few scrapes only.
        const int Rounds = 40, Series = 500;
        for (var round = 0; round < Rounds; round++)
        {
            using var meter = new Meter($"{nameof(PrometheusTests)} {Guid.NewGuid()}");
            using var text = new PrometheusText(meter.Name);
            var counter = meter.CreateCounter<long>("sekimori.test.series", description: "Series.");
            var adding = Task.Factory.StartNew(() =>
            {
                for (var at = 0; at < Series; at++) counter.Add(1, new KeyValuePair<string, object?>("number", $"{at}"));
            }, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            while (!adding.IsCompleted) text.Write();
            Assert.Equal(Series, Parse(text.Write())["sekimori_test_series_total"].Samples.Count);
        }
    }

    private static async Task<string> ScrapeAsync()
    {
        await using var server = new TelemetryServer(new IPEndPoint(IPAddress.Parse("127.0.0.14"), 0), () =>
            null, NullLoggerFactory.Instance);
        using var meter = new GuardMeter();
        meter.Show("sekimori.test.depth", () => 12, "A depth.");
        await server.StartAsync(TestContext.Current.CancellationToken);
        meter.Count(ObservationKind.Bind, Transport.NamedPipe, 5, 2);
        meter.Count(Transport.NamedPipe, TimeSpan.FromMilliseconds(1));
        meter.Count(Transport.NamedPipe, TimeSpan.FromMinutes(5));
        meter.Count(Transport.Https, TimeSpan.FromMilliseconds(20));
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri($"{server.Address}/metrics"), TestContext.Current.CancellationToken);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static Dictionary<string, Family> Parse(string text)
    {
        Assert.EndsWith("\n", text);
        var families = new Dictionary<string, Family>();
        var help = "";
        Family? family = null;
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (HelpLine().Match(line) is { Success: true } helped) help = helped.Groups[1].Value;
            else if (TypeLine().Match(line) is { Success: true } typed)
            {
                Assert.Equal(help, typed.Groups[1].Value);
                Assert.True(families.TryAdd(help, family = new(help, typed.Groups[2].Value)), $"{help} twice");
            }
            else
            {
                var sample = SampleLine().Match(line);
                Assert.True(sample.Success, line);
                var name = sample.Groups[1].Value;
                Assert.Equal(family!.Name, family.Type == "histogram" ? Regex.Replace(name, "_(bucket|sum|count)$", "") : name);
                var labels = LabelPair().Matches(sample.Groups[2].Value)
                    .ToDictionary(pair => pair.Groups[1].Value, pair => pair.Groups[2].Value);
                Assert.DoesNotContain(family.Samples, other => other.Name == name && other.Labels.Count == labels.Count
                    && other.Labels.All(label => labels.GetValueOrDefault(label.Key) == label.Value));
                family.Samples.Add((name, labels, double.Parse(sample.Groups[3].Value, CultureInfo.InvariantCulture)));
            }
        }
        return families;
    }

    [GeneratedRegex("^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) [^\\n]+$")]
    private static partial Regex HelpLine();

    [GeneratedRegex("^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)$")]
    private static partial Regex TypeLine();

    [GeneratedRegex("^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{((?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\\\\n\"])*\",?)+)\\})? " +
        "(NaN|[+-]?Inf|[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)$")]
    private static partial Regex SampleLine();

    [GeneratedRegex("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex LabelPair();

    private sealed record Family(string Name, string Type)
    {
        public List<(string Name, Dictionary<string, string> Labels, double Value)> Samples { get; } = [];
    }
}
