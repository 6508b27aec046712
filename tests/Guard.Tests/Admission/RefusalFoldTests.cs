using Sekimori.Guard.Admission;

namespace Sekimori.Guard.Tests.Admission;

/// <summary>Lines for refused connections: the first at once, the rest counted.</summary>
public sealed class RefusalFoldTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(50);

    [Fact]
    public void A_flood_is_a_line_at_once_and_a_line_with_its_number()
    {
        var fold = new RefusalFold();
        var peer = Scene.Key("192.0.2.1");
        Assert.Equal([0], Enumerable.Range(0, 5000).Where(i => fold.Take(peer, RefusalCause.OpeningOfPeer, Start.AddSeconds(i / 1000.0))));
        Assert.Empty(fold.Tick(Start.AddSeconds(9)));
        Assert.Equal([new(peer, RefusalCause.OpeningOfPeer, 4999, Start)], fold.Tick(Start.AddSeconds(10)));
        Assert.Empty(fold.Tick(Start.AddSeconds(30)));
        Assert.True(fold.Take(peer, RefusalCause.OpeningOfPeer, Start.AddSeconds(31)));
    }

    [Fact]
    public void A_flood_from_everywhere_is_a_number_and_nothing_is_uncounted()
    {
        var fold = new RefusalFold();
        var told = Enumerable.Range(0, 2000)
            .Count(i => fold.Take(Scene.Key($"192.0.{i / 250}.{i % 250}"), RefusalCause.Connections, Start));
        Assert.Equal(RefusalFold.MostPeers, told);
        for (var i = 0; i < 10; i++) Assert.False(fold.Take(Scene.Key("192.0.0.1"), RefusalCause.Connections, Start));
        var folded = fold.Tick(Start, isLast: true);
        Assert.Equal(2010, told + folded.Sum(one => one.Count));
        Assert.Equal(2, folded.Count);
        Assert.Null(folded[1].Peer);
    }

    [Theory]
    [InlineData(100, 20_000, 50, 50)]
    [InlineData(1024, 20_000, 512, 512)]
    [InlineData(2048, 20_000, 1536, 512)]
    [InlineData(20_000, 20_000, 17_500, 2500)]
    [InlineData(20_000, 5000, 5000, 2500)]
    [InlineData(1_048_576, 20_000, 20_000, 4096)]
    public void Descriptors_are_divided_between_connections_and_work(long limit, int wanted, int connections, int kept)
    {
        var share = DescriptorShare.Of(limit, wanted);
        Assert.Equal((connections, kept), (share.Connections, share.Kept));
        Assert.True(share.Connections + share.Closing < limit);
    }
}
