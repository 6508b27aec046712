using Sekimori.Gate.Telemetry;
using Sekimori.Guard;
using Sekimori.Observations;

namespace Sekimori.Server.Tests.Telemetry;

/// <summary>What the exporter sends, as a collector reads it.</summary>
public sealed class OtlpTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Names_kinds_tags_and_values_of_the_counters_reach_a_collector(bool isGrpc)
    {
        await using var collector = await OtlpReceiver.StartAsync(isGrpc);
        var gauge = $"sekimori.test.height.{(isGrpc ? "grpc" : "http")}";
        using (var meter = new GuardMeter())
        {
            using var export = new OtlpExport(
                isGrpc ? collector.Address : new(collector.Address, "/v1/metrics"), TimeSpan.FromMilliseconds(200));
            meter.Show(gauge, () => 4711, "A number of this test.");
            // UDP is what no other test of this process counts.
            meter.Count(ObservationKind.Call, Transport.Udp, isGrpc ? 7 : 8, denied: 3);
            meter.Count(Transport.Udp, TimeSpan.FromMilliseconds(3));
            meter.Count(Transport.Udp, TimeSpan.FromMilliseconds(400));
            for (var tries = 0; tries < 100 && !collector.Metrics.ContainsKey(gauge); tries++)
                await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        Assert.Equal("sekimori", collector.Resource["service.name"]);
        Assert.NotEqual("", collector.Resource["service.version"]);
        Assert.Equal(4711UL, collector.Metrics[gauge].Messages(5).Single().Messages(1).Single().Number(6));

        var observations = collector.Metrics["sekimori.observations"].Messages(7).Single();
        Assert.Equal(1UL, observations.Number(3)); // monotonic
        Assert.Equal(2UL, observations.Number(2)); // cumulative
        var point = Point(observations, "call", "udp");
        Assert.True(point.Number(6) >= (isGrpc ? 7UL : 8UL), $"{point.Number(6)}");
        Assert.True(Point(collector.Metrics["sekimori.denials"].Messages(7).Single(), "call", "udp").Number(6) >= 3);

        var duration = collector.Metrics["sekimori.duration"];
        Assert.Equal("s", duration.Text(3));
        var histogram = duration.Messages(9).Single().Messages(1).Single(one => Tags(one, 9).Contains("transport=udp"));
        Assert.True(histogram.Number(4) >= 2);
        Assert.True(histogram.Real(5) >= 0.402);
    }

    [Fact]
    public async Task A_collector_that_is_away_does_not_hold_up_the_end()
    {
        using var meter = new GuardMeter();
        var export = new OtlpExport(new("http://127.0.0.14:9"), TimeSpan.FromMinutes(1));
        meter.Count(ObservationKind.Call, Transport.Udp, 1, 0);
        await Task.Run(export.Dispose, TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    private static ProtobufReader Point(ProtobufReader sum, string type, string transport) =>
        sum.Messages(1).Single(point =>
        Tags(point, 7) is var tags && tags.Contains($"type={type}") && tags.Contains($"transport={transport}"));

    private static string[] Tags(ProtobufReader point, int field) =>
        [.. point.Messages(field).Select(tag => $"{tag.Text(1)}={tag.Messages(2).Single().Text(1)}")];
}
