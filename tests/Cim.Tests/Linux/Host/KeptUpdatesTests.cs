using Sekimori.Linux.Host;

namespace Sekimori.Linux.Tests;

public class KeptUpdatesTests
{
    [Fact]
    public void An_answer_is_kept_until_what_it_came_from_changes_and_a_failure_is_not_kept()
    {
        var file = Path.GetTempFileName();
        var kept = new KeeperUpdates([file, "/no/such/file"]);
        var asked = 0;
        Assert.Empty(kept.Get(() => null, default));
        PendingUpdate[] Work() => [new("openssl", null, (++asked).ToString(), "security")];
        Assert.Equal("1", Assert.Single(kept.Get(Work, default)).Version);
        Assert.Equal("1", Assert.Single(kept.Get(Work, default)).Version);
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddSeconds(-10));
        Assert.Equal("2", Assert.Single(kept.Get(Work, default)).Version);
        File.Delete(file);
        Assert.Equal("3", Assert.Single(kept.Get(Work, default)).Version);
    }
}
