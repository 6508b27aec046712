using System.Globalization;
using Sekimori.App.Tests.Kit;
using Sekimori.App.Tests.Posture;
using Sekimori.TestKit;

namespace Sekimori.Interop.Storage;

/// <summary>Three workers over PostgreSQL, at a reduced count; bench/posture has 100,000 hosts.</summary>
[Trait("Peer", "postgresql")]
public sealed class SharedRunTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly int Hosts = Effort.Of("SEKIMORI_FLEET_HOSTS", 500);

    [Fact]
    public async Task Every_host_is_there_once_although_a_worker_dies_and_the_primary_restarts()
    {
        using var folder = new TemporaryFolder();
        using var fleet = new LoopbackFleet(Hosts);
        var database = folder.Write("database", await server.NewDatabaseAsync());
        File.SetUnixFileMode(database, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var hosts = folder.Write("hosts.txt", string.Join('\n', Enumerable.Range(0, Hosts).Select(LoopbackFleet.HostOf)));
        var (code, run, error) = await Command.RunAsync("audit", "run", hosts, "--database-file", database, "--queue", "--doors-only",
            "--rpc-port", Text(fleet.RpcPort), "--http-port", Text(fleet.HttpPort), "--https-port", Text(fleet.HttpsPort));
        Assert.True(code == 0, error);
        string[] arguments = ["audit", "worker", "--database-file", database, "--run", run.Trim(), "--drain", "--lease", "3", "--parallel",
            "16"];
        await using (var killed = Command.Start(arguments))
        await using (var second = Command.Start(arguments))
        await using (var third = Command.Start(arguments))
        {
            await second.WaitForAsync(_ => fleet.HostsAsked >= Hosts / 4, "a quarter of the hosts");
            killed.Process.Kill();
            server.Crash();
            await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
            server.Start();
            Assert.True(await second.EndAsync() == 0, second.Error);
            Assert.True(await third.EndAsync() == 0, third.Error);
        }

        var (end, _, failure) = await Command.RunAsync("audit", "report", "--database-file", database, "--fail-on", "never", "--format",
            "json", "--output", folder.File("run.json"));
        Assert.True(end == 0, failure);
        Assert.Equal(FleetCounts.Expected(Hosts), FleetCounts.Of(folder.File("run.json"), out var found));
        Assert.Equal(Hosts, found);
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
