using System.Globalization;
using System.Text.Json;
using Sekimori.App.Tests.Kit;
using Sekimori.Storage.Findings;
using Sekimori.TestKit;

namespace Sekimori.App.Tests.Posture;

/// <summary>Many hosts, a store, and processes that are killed; at a reduced count. bench/posture has the whole ones.</summary>
[Trait("Size", "Large")]
public sealed class FleetRunTests
{
    private static readonly int Hosts = Effort.Of("SEKIMORI_FLEET_HOSTS", 300);

    [Fact]
    public async Task A_run_that_was_killed_is_taken_up_again_and_its_counts_are_exact()
    {
        using var folder = new TemporaryFolder();
        using var fleet = new LoopbackFleet(Hosts);
        var store = folder.File("posture.db");
        await using (var killed = Command.Start([.. Arguments(folder, fleet), "--store", store]))
        {
            await killed.WaitForAsync(_ => fleet.HostsAsked >= Hosts * 2 / 5, "40 % of the hosts");
            killed.Process.Kill();
            await killed.EndAsync();
        }

        var done = await DoneAsync(store);
        Assert.InRange(done.Count, 1, Hosts - 1);
        var (code, _, error) = await Command.RunAsync("audit", "run", "--resume", "last", "--store", store, "--fail-on", "never",
            "--parallel", "32", "--format", "json", "--output", folder.File("run.json"));
        Assert.True(code == 0, error);
        Assert.Equal(FleetCounts.Expected(Hosts), FleetCounts.Of(folder.File("run.json"), out var hosts));
        Assert.Equal(Hosts, hosts);
        for (var host = 0; host < Hosts; host++)
            // What was being asked when the process died was asked again; what had a result was not.
            Assert.True(fleet.Asked[host] == 1 || (fleet.Asked[host] == 2 && !done.Contains(LoopbackFleet.HostOf(host))),
                $"{LoopbackFleet.HostOf(host)} was asked {fleet.Asked[host]} times");
        Assert.InRange(fleet.Asked.Count(times => times > 1), 0, 32);
    }

    [Fact]
    public async Task Workers_share_a_run_and_one_that_is_killed_loses_its_blocks_to_the_others()
    {
        using var folder = new TemporaryFolder();
        using var fleet = new LoopbackFleet(Hosts);
        var store = folder.File("posture.db");
        var (code, run, error) = await Command.RunAsync([.. Arguments(folder, fleet), "--store", store, "--queue"]);
        Assert.True(code == 0, error);
        string[] arguments = ["audit", "worker", "--store", store, "--run", run.Trim(), "--drain", "--lease", "2", "--parallel", "16"];
        await using (var killed = Command.Start(arguments))
        await using (var second = Command.Start(arguments))
        await using (var third = Command.Start(arguments))
        {
            await second.WaitForAsync(_ => fleet.HostsAsked >= Hosts / 3, "a third of the hosts");
            killed.Process.Kill();
            Assert.Equal(0, await second.EndAsync());
            Assert.Equal(0, await third.EndAsync());
        }

        var (end, _, failure) = await Command.RunAsync("audit", "report", "--store", store, "--fail-on", "never", "--format", "json",
            "--output", folder.File("run.json"));
        Assert.True(end == 0, failure);
        Assert.Equal(FleetCounts.Expected(Hosts), FleetCounts.Of(folder.File("run.json"), out var hosts));
        Assert.Equal(Hosts, hosts);
    }

    [Fact]
    public async Task Two_runs_with_one_change_between_differ_in_exactly_that_and_a_waiver_counts_until_its_end()
    {
        using var folder = new TemporaryFolder();
        var store = folder.File("posture.db");
        var fault = PlantedFault.None;
        using var fleet = new LoopbackFleet(1, faultOf: _ => fault);
        foreach (var next in (PlantedFault[])[PlantedFault.None, PlantedFault.None, PlantedFault.Basic])
        {
            fault = next;
            var (code, _, error) = await Command.RunAsync([.. Arguments(folder, fleet, [LoopbackFleet.HostOf(0)]), "--store", store]);
            Assert.True(code == 0, error);
            if (next == PlantedFault.None && File.Exists(folder.File("runs")))
                Assert.Equal((0, "no changes\n"), await OutputAsync("audit", "diff", "previous", "last", "--store", store));
            folder.Write("runs", "");
        }

        var (isNew, changes) = await OutputAsync("audit", "diff", "previous", "last", "--store", store, "--json");
        Assert.Equal(1, isNew);
        var change = Assert.Single(JsonDocument.Parse(changes).RootElement.EnumerateArray());
        Assert.Equal(("new", "W01"), (change.GetProperty("change").GetString(), change.GetProperty("check").GetString()));
        Assert.Equal(0, (await Command.RunAsync("audit", "waive", "W01", "--host", "127.*", "--reason", "test network", "--until",
            DateTime.UtcNow.AddDays(9).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "--by", "kei", "--store", store)).ExitCode);
        var (_, waived) = await OutputAsync("audit", "report", "--store", store, "--format", "csv", "--fail-on", "never");
        Assert.Contains("test network", waived.Split('\n').Single(line => line.Contains(",W01,", StringComparison.Ordinal)));
        Assert.Equal(1, (await Command.RunAsync("audit", "waive", "--remove", "7", "--store", store)).ExitCode);
        Assert.Equal(0, (await Command.RunAsync("audit", "waive", "--remove", "1", "--store", store)).ExitCode);
        Assert.Contains("no waivers", (await OutputAsync("audit", "waive", "--list", "--store", store)).Output);
    }

    [Theory]
    [InlineData("audit", "report", "--store", "FILE"), InlineData("audit", "run", "--resume", "last", "--store", "FILE"),
        InlineData("audit", "diff", "previous", "last", "--store", "FILE")]
    public async Task A_store_without_runs_says_so(params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var (code, _, error) = await Command.RunAsync([.. arguments.Select(one => one == "FILE" ? folder.File("p.db") : one)]);
        Assert.Equal(2, code);
        Assert.Contains("no run yet", error);
    }

    private static string[] Arguments(TemporaryFolder folder, LoopbackFleet fleet, IEnumerable<string>? hosts = null) =>
    [
        "audit", "run", folder.Write("hosts.txt", string.Join('\n', hosts ?? Enumerable.Range(0, Hosts).Select(LoopbackFleet.HostOf))),
        "--doors-only", "--parallel", "32", "--fail-on", "never", "--format", "json", "--output", folder.File("first.json"),
        "--rpc-port", Text(fleet.RpcPort), "--http-port", Text(fleet.HttpPort), "--https-port", Text(fleet.HttpsPort),
    ];

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private static async Task<(int Code, string Output)> OutputAsync(params string[] arguments)
    {
        var (code, output, _) = await Command.RunAsync(arguments);
        return (code, output);
    }

    private static async Task<HashSet<string>> DoneAsync(string path)
    {
        await using var store = await SqliteFindings.OpenAsync(path, TestContext.Current.CancellationToken);
        var run = Assert.Single(await store.RunsAsync(TestContext.Current.CancellationToken));
        var done = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var host in store.ReadAsync(run.Id, TestContext.Current.CancellationToken)) done.Add(host.Host);
        return done;
    }
}
