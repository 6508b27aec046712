using System.Text.Json;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Serving;

/// <summary>`sekimori watch --map|--learn|--against`: the service map of captures.</summary>
[Trait("Size", "Large")]
public sealed class WatchMapTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string[] _captures;

    public WatchMapTests()
    {
        _captures = [_folder.File("1-bind.pcap"), _folder.File("2-call.pcap")];
        File.WriteAllBytes(_captures[0], CaptureFiles.Bind);
        File.WriteAllBytes(_captures[1], CaptureFiles.Call);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_table_has_a_line_for_each_client_and_service()
    {
        var (code, output, error) = await WatchAsync("--map", "table");
        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"10\.0\.0\.5\s+10\.0\.0\.9\s+samr\s+tcp\s+49700\s+1\s+0\s+2023-11-14T22:13:20", output);
    }

    [Fact]
    public async Task JSON_has_the_counts_and_times()
    {
        var file = _folder.File("map.json");
        var (code, _, error) = await WatchAsync("--map", "json", "--output", file);
        Assert.Equal(0, code);
        Assert.Contains("map.json: 1 edges", error);
        var edge = Assert.Single(JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))
            .RootElement.GetProperty("edges").EnumerateArray());
        Assert.Equal(
            ("samr", 1, 1),
            (edge.GetProperty("service").GetString(), edge.GetProperty("binds").GetInt32(), edge.GetProperty("calls").GetInt32()));
        Assert.Equal(TimeSpan.FromSeconds(100), edge.GetProperty("last").GetDateTime() - edge.GetProperty("first").GetDateTime());
    }

    [Fact]
    public async Task A_page_and_a_graph_name_what_was_watched()
    {
        var (page, graph) = (_folder.File("map.html"), _folder.File("map.dot"));
        Assert.Equal(0, (await WatchAsync("--map", "html", "--output", page)).Code);
        Assert.Equal(0, (await WatchAsync("--map", "dot", "--output", graph)).Code);
        var html = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        Assert.Contains("<p class=\"title\">1-bind.pcap, 2-call.pcap</p>", html);
        Assert.Contains("<td>samr</td>", html);
        Assert.Contains("\"10.0.0.5\" -> \"10.0.0.9\" [label=\"samr (1)\"",
            await File.ReadAllTextAsync(graph, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_was_learnt_is_allowed_and_what_was_not_is_denied()
    {
        var baseline = _folder.File("baseline.json");
        var (code, _, error) = await WatchAsync("--learn", baseline);
        Assert.Equal(0, code);
        Assert.Contains("baseline.json: 1 edges, 1 of them new", error);
        Assert.Contains("baseline.json: 1 edges, 0 of them new", (await WatchAsync("--learn", baseline)).Error);
        Assert.Matches(@"allowed\s+10\.0\.0\.5\s+10\.0\.0\.9\s+samr", (await WatchAsync("--against", baseline)).Output);
        File.WriteAllText(baseline, """{"version":1,"edges":[{"client":"10.0.0.6","server":"10.0.0.9","service":"samr"}]}""");
        Assert.Matches(@"undecided\s+10\.0\.0\.5\s+10\.0\.0\.9\s+samr", (await WatchAsync("--against", baseline)).Output);
        File.WriteAllText(baseline, """{"version":1,"edges":[]}""");
        Assert.Matches(@"denied\s+10\.0\.0\.5\s+10\.0\.0\.9\s+samr", (await WatchAsync("--against", baseline)).Output);
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("{\"edges\":[{}]}")]
    public async Task What_is_no_baseline_is_an_error_with_its_name(string text)
    {
        var baseline = _folder.Write("baseline.json", text);
        foreach (var option in (string[])["--against", "--learn"])
        {
            var (code, _, error) = await WatchAsync(option, baseline);
            Assert.Equal(2, code);
            Assert.Contains("baseline.json: not a baseline", error);
        }
        Assert.Equal(text, await File.ReadAllTextAsync(baseline, TestContext.Current.CancellationToken));
        Assert.Equal(2, (await WatchAsync("--against", _folder.File("none.json"))).Code);
    }

    private Task<(int Code, string Output, string Error)> WatchAsync(params string[] options) =>
        Here.RunAsync(["watch", .. _captures, "--no-rules", .. options]);
}
