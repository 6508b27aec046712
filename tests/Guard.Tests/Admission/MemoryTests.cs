using Sekimori.Guard.Admission;

namespace Sekimori.Guard.Tests.Admission;

/// <summary>What is held before a logon, in bytes.</summary>
public sealed class MemoryTests
{
    private static readonly AdmissionLimits Small = new()
    {
        MemoryBeforeLogon = 100_000, MemoryPerAddress = 40_000, MemoryPerProxy = 60_000
    };

    [Theory]
    [InlineData("192.0.2.1", 40)]
    [InlineData("127.0.0.1", 60)]
    public void One_address_holds_so_much_and_no_more(string address, int thousands)
    {
        var scene = new Scene(Small);
        var places = Enumerable.Range(0, 10).Select(_ => scene.Enter(address)!.Value.Place).ToList();
        var given = places.Sum(place => Enumerable.Range(0, 20).Count(_ => place.TryHold(1000)));
        Assert.Equal(thousands - 10, given);
        Assert.Equal(thousands * 1000, scene.Admission.Counts.Held);
        Assert.Null(scene.Enter(address));
        Assert.Equal(RefusalCause.MemoryOfPeer, scene.Cause);
        places[0].Release(5000);
        Assert.True(places[9].TryHold(5000));
        Assert.False(places[9].TryHold(1));
    }

    [Fact]
    public void Where_all_of_it_is_held_the_costliest_connection_of_the_costliest_peer_makes_way()
    {
        var scene = new Scene(Small);
        var hogs = Enumerable.Range(1, 3).Select(i => scene.Enter($"192.0.2.{i}")!.Value).ToList();
        var small = scene.Enter("192.0.2.1")!.Value;
        foreach (var (place, _) in hogs) Assert.True(place.TryHold(30_000));
        var honest = scene.Enter("203.0.113.1")!.Value;
        Assert.True(honest.Place.TryHold(10_000));
        Assert.Single(hogs, one => one.Holder.EvictionCause == RefusalCause.Memory);
        Assert.False(small.Holder.IsAway);
        // What it held is held until it is closed, and does not count against anybody.
        Assert.Equal(3 * 31_000 + 1000 + 11_000, scene.Admission.Counts.Held);
        hogs.Single(one => one.Holder.IsAway).Place.Leave();
        Assert.Equal(2 * 31_000 + 1000 + 11_000, scene.Admission.Counts.Held);
    }

    [Fact]
    public void Whoever_costs_most_sends_nobody_away()
    {
        var scene = new Scene(Small);
        var others = Enumerable.Range(1, 80).Select(i => scene.Enter($"192.0.2.{i}")!.Value).ToList();
        var hog = scene.Enter("203.0.113.1")!.Value;
        Assert.True(hog.Place.TryHold(19_000));
        Assert.False(hog.Place.TryHold(1000));
        Assert.DoesNotContain(others, one => one.Holder.IsAway);
    }

    [Fact]
    public void A_logon_takes_what_is_held_out_of_the_budget_and_it_is_given_back_all_the_same()
    {
        var scene = new Scene(Small);
        var (place, _) = scene.Enter("192.0.2.1")!.Value;
        Assert.True(place.TryHold(30_000));
        place.LogOn(scene.Now);
        Assert.Equal(0, scene.Admission.Counts.Held);
        Assert.True(place.TryHold(1_000_000));
        place.Release(1_030_000);
        Assert.Equal(Scene.Bytes, place.Held);
        Assert.Throws<ArgumentOutOfRangeException>(() => place.Release(Scene.Bytes + 1));
        place.Leave();
        place.Release(1);
        Assert.Equal(0, scene.Admission.Counts.Held);
    }

    [Fact]
    public void No_authorised_caller_makes_way_for_memory()
    {
        var scene = new Scene(Small);
        var logged = scene.LoggedOn("203.0.113.1");
        Assert.True(logged.Place.TryHold(10_000_000));
        for (var i = 0; i < 3; i++)
            Assert.Equal(i < 2, scene.Enter($"192.0.2.{i}")!.Value.Place.TryHold(39_000) && scene.Admission.Counts.Leaving == 0);
        Assert.False(logged.Holder.IsAway);
    }
}
