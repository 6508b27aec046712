using Sekimori.Linux.Host;

namespace Sekimori.Linux.Tests;

public class KeptUpdatesTests
{
    [Fact]
    public void A_failure_is_kept_for_five_minutes_or_until_something_changes()
    {
        var file = Path.GetTempFileName();
        var clock = new Later();
        var kept = new KeeperUpdates([file], clock);
        var asked = 0;
        PendingUpdate[]? Work()
        {
            asked++;
            return null;
        }
        Assert.Empty(kept.Get(Work, default));
        Assert.Empty(kept.Get(Work, default));
        Assert.Equal(1, asked);
        clock.Seconds = 301;
        Assert.Empty(kept.Get(Work, default));
        Assert.Equal(2, asked);
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddSeconds(-10));
        Assert.Empty(kept.Get(Work, default));
        Assert.Equal(3, asked);
        File.Delete(file);
    }

    [Fact]
    public void An_answer_is_kept_until_what_it_came_from_changes()
    {
        var file = Path.GetTempFileName();
        var kept = new KeeperUpdates([file, "/no/such/file"]);
        var asked = 0;
        PendingUpdate[] Work() => [new("openssl", null, (++asked).ToString(), "security")];
        Assert.Equal("1", Assert.Single(kept.Get(Work, default)).Version);
        Assert.Equal("1", Assert.Single(kept.Get(Work, default)).Version);
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddSeconds(-10));
        Assert.Equal("2", Assert.Single(kept.Get(Work, default)).Version);
        File.Delete(file);
        Assert.Equal("3", Assert.Single(kept.Get(Work, default)).Version);
    }

    private sealed class Later : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
