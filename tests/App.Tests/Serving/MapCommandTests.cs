using System.Text.Json;
using Sekimori.App.Tests.Kit;
using Sekimori.Client.Rpc;

namespace Sekimori.App.Tests.Serving;

/// <summary>`sekimori map`: from a running server's calls to what people and programs read.</summary>
[Trait("Size", "Large")]
public sealed class MapCommandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_of_a_running_server_are_on_its_map_within_seconds()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServeCommand.StartAsync(folder);
        Assert.Matches(@"  Map\s+\S+map\.db, kept 90 days", server.Command.Output);
        await CallAsync(server);
        var edge = await UntilAsync(folder, edges =>
            edges.Find(edge => Text(edge, "service") == "epmapper" && edge.GetProperty("calls").GetInt64() > 0));
        Assert.Equal(("127.0.0.1", "127.0.0.1", "tcp"), (Text(edge, "client"), Text(edge, "server"), Text(edge, "transport")));
        Assert.Equal([server.RpcPort], edge.GetProperty("ports").EnumerateArray().Select(port => port.GetInt32()));
        var (code, table, error) = await Here.RunAsync("map", "--data", folder.Path);
        Assert.Equal((0, ""), (code, error));
        Assert.Matches($@"127\.0\.0\.1\s+127\.0\.0\.1\s+epmapper\s+tcp\s+{server.RpcPort}\s+\d", table);
        Assert.DoesNotContain("epmapper", (await Here.RunAsync("map", "--data", folder.Path, "--until", "1h")).Output);
        Assert.Contains("epmapper", (await Here.RunAsync("map", "--data", folder.Path, "--since", "1h")).Output);
        var page = folder.File("map.html");
        Assert.Equal(0, (await Here.RunAsync("map", "--data", folder.Path, "--html", page)).ExitCode);
        Assert.Contains("<td>epmapper</td>", await File.ReadAllTextAsync(page, Token));
    }

    [Fact]
    public async Task What_was_on_the_map_outlives_kill_9_and_an_end_writes_the_rest()
    {
        using var folder = new TemporaryFolder();
        long before;
        await using (var server = await ServeCommand.StartAsync(folder))
        {
            await CallAsync(server);
            before = (await UntilAsync(folder, edges => edges.Find(edge => Text(edge, "service") == "epmapper"))).GetProperty("calls")
                .GetInt64();
            server.Signal(9);
            await server.Command.EndAsync();
        }
        await using (var server = await ServeCommand.StartAsync(folder))
        {
            await CallAsync(server);
            server.Signal(15);
            Assert.Equal(0, await server.Command.EndAsync());
        }
        Assert.True(Assert.Single(await EdgesAsync(folder), edge => Text(edge, "service") == "epmapper").GetProperty("calls")
            .GetInt64() > before);
    }

    [Fact]
    public async Task A_baseline_holds_what_was_learnt_and_new_edges_end_with_1()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServeCommand.StartAsync(folder);
        var baseline = folder.File("baseline.json");
        await CallAsync(server);
        await UntilAsync(folder, edges => edges.Find(edge => Text(edge, "service") == "epmapper"));
        var (code, _, said) = await Here.RunAsync("map", "--data", folder.Path, "--learn", baseline);
        Assert.Equal(0, code);
        Assert.Matches(@"baseline\.json: [1-9] edges, [1-9] of them new", said);
        Assert.Equal(0, (await Here.RunAsync("map", "--data", folder.Path, "--against", baseline)).ExitCode);
        using (var client = new HttpClient()) await client.GetAsync(new Uri($"http://127.0.0.1:{server.HttpPort}/wsman"), Token);
        await UntilAsync(folder, edges => edges.Find(edge => Text(edge, "service") == "WS-Management"));
        (code, var table, said) = await Here.RunAsync("map", "--data", folder.Path, "--against", baseline);
        Assert.Equal(1, code);
        Assert.Matches(@"denied\s+127\.0\.0\.1\s+127\.0\.0\.1\s+WS-Management", table);
        Assert.Matches(@"allowed\s+127\.0\.0\.1\s+127\.0\.0\.1\s+epmapper", table);
        Assert.Matches(@"1 of [2-9] edges are not in .*baseline\.json", said);
    }

    [Fact]
    public async Task A_server_with_a_baseline_raises_one_alert_for_a_new_edge_also_after_its_next_start()
    {
        using var folder = new TemporaryFolder();
        var baseline = folder.Write("baseline.json", """{"version":1,"edges":[]}""");
        var settings = folder.Write("settings.yaml",
            $"map: {{ baseline: {baseline} }}\nalerts: {{ file: {folder.File("alerts.jsonl")}, severity: medium }}\n");
        for (var start = 0; start < 2; start++)
        {
            await using var server = await ServeCommand.StartAsync(folder, "--settings", settings);
            Assert.Contains("alerts on edges that", server.Command.Output);
            await CallAsync(server);
            await CallAsync(server);
            await UntilAsync(folder, edges => edges.Find(edge => Text(edge, "service") == "epmapper"));
            server.Signal(15);
            Assert.Equal(0, await server.Command.EndAsync());
            var alerts = (await File.ReadAllLinesAsync(folder.File("alerts.jsonl"), Token)).Where(line =>
                line.Contains("\"new_edge\"", StringComparison.Ordinal)).ToArray();
            var alert = JsonDocument.Parse(Assert.Single(alerts, line => line.Contains("epmapper", StringComparison.Ordinal))).RootElement;
            Assert.Equal(("New edge in the service map", "medium"), (Text(alert, "title"), Text(alert, "severity")));
        }
    }

    [Fact]
    public async Task A_map_that_is_off_is_not_there_and_the_command_says_so()
    {
        using var folder = new TemporaryFolder();
        await using (var server = await ServeCommand.StartAsync(
            folder, "--settings", folder.Write("settings.yaml", "map: { on: false }\n")))
        {
            Assert.DoesNotContain("  Map ", server.Command.Output);
            await CallAsync(server);
        }
        Assert.False(File.Exists(folder.File("map.db")));
        var (code, output, error) = await Here.RunAsync("map", "--data", folder.Path);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("there is no service map here yet", error);
    }

    [Theory]
    [InlineData("map: { keep: 5 min }", "is not between")]
    [InlineData("map: { keep: forever }", "forever")]
    [InlineData("map: { days: 7 }", "days")]
    [InlineData("map: { baseline: no-such-file.json }", "no-such-file.json")]
    public async Task Settings_that_cannot_be_used_end_the_start(string settings, string named)
    {
        using var folder = new TemporaryFolder();
        var (code, _, error) = await Command.RunAsync(
            [.. ServeCommand.Arguments(ServeCommand.FreePorts(4), folder.Path), "--settings",
            folder.Write("settings.yaml", settings + "\n")]);
        Assert.Equal(2, code);
        Assert.Contains(named, error);
    }

    [Theory]
    [InlineData("exclude each other", "--learn", "a", "--against", "b")]
    [InlineData("exclude each other", "--html", "a", "--json")]
    [InlineData("is not a time", "--since", "yesterday-ish")]
    [InlineData("is not a time", "--since", "1e300d")]
    [InlineData("--learn", "--against", "/no/such/file")]
    public async Task What_nobody_can_mean_ends_with_2(string said, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var (code, output, error) = await Here.RunAsync(["map", "--data", folder.Path, .. arguments]);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(said, error);
    }

    private static Task CallAsync(ServeCommand server) =>
        EndpointMapReader.ReadAsync(new RpcBinding("127.0.0.1", server.RpcPort), null, Token);

    private static async Task<List<JsonElement>> EdgesAsync(TemporaryFolder folder)
    {
        var (code, output, error) = await Command.RunAsync("map", "--data", folder.Path, "--json");
        Assert.True(code == 0 || error.Contains("no service map here yet", StringComparison.Ordinal), error);
        return code == 0 ? [.. JsonDocument.Parse(output).RootElement.GetProperty("edges").EnumerateArray()] : [];
    }

    /// <summary>Asks until the map has what is wanted: a server writes it every few seconds.</summary>
    private static async Task<JsonElement> UntilAsync(TemporaryFolder folder, Func<List<JsonElement>, JsonElement> find)
    {
        for (var tries = 0; tries < 120; tries++)
        {
            if (find(await EdgesAsync(folder)) is { ValueKind: JsonValueKind.Object } found) return found;
            await Task.Delay(500, Token);
        }
        throw new TimeoutException("it does not come on the map");
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
