using Sekimori.App.Tests.Kit;
using Sekimori.Guard;
using Sekimori.Observations.Services;
using Sekimori.Storage.Map;

namespace Sekimori.App.Tests.Posture;

/// <summary>The hosts of the service map as targets.</summary>
public sealed class ServiceMapTargetTests
{
    [Fact]
    public async Task Both_ends_of_every_edge_are_asked_and_this_host_is_not()
    {
        using var folder = new TemporaryFolder();
        var counts = new EdgeCounts(1, 1, 0, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        var token = TestContext.Current.CancellationToken;
        await using (var map = await SqliteServiceMap.OpenAsync(folder.File(SqliteServiceMap.FileName), token))
            await map.AddAsync(new("w", 1, "h",
                [
                    new(new("192.0.2.7", "127.0.0.1", 135, "epmapper", Transport.Tcp, ""), counts),
                    new(new("192.0.2.7", "192.0.2.8", 135, "samr", Transport.Tcp, ""), counts),
                ], []), token);
        // Nothing is asked: the run is only added, and its blocks are read.
        var (code, _, error) = await Command.RunAsync("audit", "run", "service-map", "192.0.2.9", "--queue", "--data", folder.Path);
        Assert.True(code == 0, error);
        await using var store = await Sekimori.Storage.Findings.SqliteFindings.OpenAsync(folder.File("posture.db"), token);
        var job = Assert.Single(await store.ClaimAsync(new("w", "inside", 9, TimeSpan.FromMinutes(1)), token));
        Assert.Equal(["192.0.2.7", "192.0.2.8", "192.0.2.9"], job.Targets.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Without_a_map_the_command_says_so()
    {
        using var folder = new TemporaryFolder();
        var (code, _, error) = await Command.RunAsync("audit", "run", "service-map", "--data", folder.Path);
        Assert.Equal(2, code);
        Assert.Contains("no service map", error);
    }
}
