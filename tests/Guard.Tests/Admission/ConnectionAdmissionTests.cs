using Sekimori.Guard.Admission;
using Sekimori.Guard.Connect;
using Sekimori.TestKit;

namespace Sekimori.Guard.Tests.Admission;

/// <summary>Who gets a place, and whose connection is closed for it.</summary>
public sealed class ConnectionAdmissionTests
{
    private static readonly AdmissionLimits Small = new()
    {
        Connections = 100, OpeningPerAddress = 10, UnauthenticatedPerAddress = 30, OpeningPerProxy = 20, UnauthenticatedPerProxy = 60,
        ConnectionsPerUser = 5
    };

    [Fact]
    public void The_silent_connections_of_an_address_are_capped_and_the_oldest_makes_way()
    {
        var scene = new Scene(Small);
        var all = Enumerable.Range(0, 15).Select(_ => scene.Enter("192.0.2.1")!.Value).ToList();
        Assert.All(all[..5], one => Assert.Equal(RefusalCause.OpeningOfPeer, one.Holder.EvictionCause));
        Assert.All(all[5..], one => Assert.False(one.Holder.IsAway));
        Assert.Equal(10, scene.Admission.Counts.Opening);
        // Another address has its own count.
        Assert.NotNull(scene.Enter("192.0.2.2"));
        Assert.False(all[5].Holder.IsAway);
    }

    [Fact]
    public void Who_has_said_something_is_older_than_nobody_who_is_silent()
    {
        var scene = new Scene(Small);
        var spoken = scene.Enter("192.0.2.1")!.Value;
        var silent = Enumerable.Range(0, 9).Select(_ => scene.Enter("192.0.2.1")!.Value).ToList();
        spoken.Place.MarkActive(scene.Now);
        for (var i = 0; i < 9; i++) scene.Enter("192.0.2.1");
        Assert.All(silent, one => Assert.True(one.Holder.IsAway));
        Assert.False(spoken.Holder.IsAway);
        // Speaking again does not buy more time.
        spoken.Place.MarkActive(scene.Now);
        scene.Enter("192.0.2.1");
        Assert.True(spoken.Holder.IsAway);
    }

    [Fact]
    public void Connections_with_a_logon_are_not_counted_for_their_address()
    {
        var scene = new Scene(Small);
        var all = Enumerable.Range(0, 80).Select(_ => scene.LoggedOn("192.0.2.1", Door.WsMan)).ToList();
        Assert.All(all, one => Assert.False(one.Holder.IsAway));
        Assert.Equal(80, scene.Admission.Counts.LoggedOn);
    }

    [Theory]
    [InlineData("2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("127.0.0.1", "127.0.0.2", false)]
    [InlineData("::", "0.0.0.0", false)]
    public void An_address_is_one_of_IPv4_or_a_64_of_IPv6(string one, string other, bool isSame) =>
        Assert.Equal(isSame, Scene.Key(one) == Scene.Key(other));

    [Theory]
    [InlineData("192.0.2.1", 10)]
    [InlineData("127.0.0.7", 20)]
    [InlineData("::1", 20)]
    [InlineData("198.51.100.9", 20)]
    [InlineData("198.51.101.9", 10)]
    public void Trusted_proxies_and_this_machine_have_caps_of_their_own(string address, int most)
    {
        var scene = new Scene(Small with { TrustedProxies = AddressList.Parse("198.51.100.0/24") });
        for (var i = 0; i < 40; i++) scene.Enter(address);
        Assert.Equal(most, scene.Admission.Counts.Opening);
    }

    [Fact]
    public void Bound_connections_of_an_address_are_capped_too_and_the_idlest_makes_way()
    {
        var scene = new Scene(Small);
        var bound = Enumerable.Range(0, 30).Select(_ => scene.Bound("192.0.2.1")).ToList();
        scene.Wait(5);
        foreach (var (place, _) in bound.Where((_, at) => at != 17)) place.Touch(scene.Now);
        Assert.NotNull(scene.Enter("192.0.2.1"));
        Assert.Equal(RefusalCause.UnauthenticatedOfPeer, bound[17].Holder.EvictionCause);
        Assert.Single(bound, one => one.Holder.IsAway);
    }

    [Fact]
    public void No_connection_with_a_call_in_progress_makes_way_and_one_with_handles_only_last()
    {
        var scene = new Scene(Small);
        var bound = Enumerable.Range(0, 30).Select(_ => scene.Bound("192.0.2.1")).ToList();
        foreach (var (_, holder) in bound) holder.Use = PlaceUse.Working;
        bound[4].Holder.Use = PlaceUse.Holding;
        bound[9].Holder.Use = PlaceUse.Idle;
        Assert.NotNull(scene.Enter("192.0.2.1"));
        Assert.True(bound[9].Holder.IsAway);
        scene.Bound("192.0.2.1").Holder.Use = PlaceUse.Working;
        Assert.True(bound[4].Holder.IsAway);
        Assert.Equal(2, bound.Count(one => one.Holder.IsAway));
    }

    [Fact]
    public void Where_places_are_short_silent_connections_make_way_and_then_bound_ones_of_whoever_has_most()
    {
        var scene = new Scene(Small with { KeptShare = 1000 });
        var honest = scene.Bound("203.0.113.1");
        var logged = scene.LoggedOn("203.0.113.2");
        var hogs = new List<(Place Place, Holder Holder)>();
        for (var address = 1; hogs.Count < 92; address++)
            for (var i = 0; i < 30 && hogs.Count < 92; i++)
                hogs.Add(scene.Bound($"192.0.2.{address}"));
        var silent = Enumerable.Range(0, 5).Select(i => scene.Enter($"198.51.100.{i}")!.Value).ToList();
        scene.Wait(2);
        for (var i = 0; i < 40; i++)
        {
            var late = scene.Enter($"203.0.113.{10 + i}");
            Assert.NotNull(late);
            late.Value.Place.Bind(scene.Now);
            late.Value.Place.Leave();
            // Whoever takes the place keeps it.
            var stays = scene.Bound($"203.0.113.{100 + i}");
            Assert.False(stays.Holder.IsAway);
        }

        Assert.All(silent, one => Assert.Equal(RefusalCause.Connections, one.Holder.EvictionCause));
        Assert.False(honest.Holder.IsAway);
        Assert.False(logged.Holder.IsAway);
        Assert.InRange(hogs.Count(one => one.Holder.IsAway), 30, 40);
    }

    [Fact]
    public void Places_are_kept_for_peers_that_have_logged_on_before()
    {
        var scene = new Scene(Small with { UnauthenticatedPerAddress = 1000, KeptShare = 10 });
        scene.LoggedOn("203.0.113.1").Place.Leave();
        for (var i = 0; i < 90; i++) scene.Bound("192.0.2.1").Holder.Use = PlaceUse.Working;
        Assert.Null(scene.Enter("192.0.2.2"));
        Assert.Equal(RefusalCause.Connections, scene.Cause);
        var kept = Enumerable.Range(0, 10).Select(_ => scene.Enter("203.0.113.1")).ToList();
        Assert.DoesNotContain(null, kept);
        foreach (var one in kept) one!.Value.Place.Leave();
        // After a week it is a stranger again.
        scene.Wait(8 * 24 * 3600);
        Assert.Null(scene.Enter("203.0.113.1"));
    }

    [Fact]
    public void A_stranger_sends_no_authorised_caller_away_and_a_known_peer_only_who_left_a_connection_unused()
    {
        var scene = new Scene(Small with { KeptShare = 1000 });
        var logged = Enumerable.Range(0, 100).Select(i => scene.LoggedOn("203.0.113.1")).ToList();
        scene.Wait(100);
        foreach (var (place, _) in logged.Where((_, at) => at is not (40 or 41 or 42))) place.Touch(scene.Now);
        (logged[40].Holder.Use, logged[41].Holder.Use) = (PlaceUse.Working, PlaceUse.Holding);
        Assert.Null(scene.Enter("192.0.2.1"));
        Assert.DoesNotContain(logged, one => one.Holder.IsAway);
        scene.Enter("203.0.113.1")!.Value.Place.LogOn(scene.Now);
        for (var i = 0; i < 5; i++) scene.Enter("203.0.113.1");
        Assert.Equal([42], logged.Select((one, at) => one.Holder.IsAway ? at : -1).Where(at => at >= 0));
    }

    [Fact]
    public void A_door_has_a_most_of_its_own_that_holds_as_soon_as_it_is_changed()
    {
        var scene = new Scene(Small with { KeptShare = 1000 });
        var logged = Enumerable.Range(0, 20).Select(i => scene.LoggedOn($"203.0.113.{i}", Door.WsMan)).ToList();
        var silent = Enumerable.Range(0, 20).Select(i => scene.Enter($"192.0.2.{i}", Door.WsMan, 40)!.Value).ToList();
        var other = scene.Enter("192.0.2.77")!.Value;
        // Silent ones of the same door are closed; those of the other are not its business.
        for (var i = 0; i < 5; i++) Assert.NotNull(scene.Enter($"198.51.100.{i}", Door.WsMan, 40));
        Assert.Equal(5, silent.Count(one => one.Holder.EvictionCause == RefusalCause.ConnectionsOfDoor));
        Assert.False(other.Holder.IsAway);
        foreach (var (place, _) in silent) place.Leave();
        for (var i = 0; i < 5; i++) scene.LoggedOn($"198.51.100.{i}", Door.WsMan);
        Assert.Null(scene.Enter("198.51.100.99", Door.WsMan, 20));
        Assert.Equal(RefusalCause.ConnectionsOfDoor, scene.Cause);
        Assert.DoesNotContain(logged, one => one.Holder.IsAway);
    }

    [Fact]
    public void Connections_that_make_way_keep_their_descriptors_until_they_are_closed()
    {
        var scene = new Scene(Small with { OpeningPerAddress = 1000, UnauthenticatedPerAddress = 1000, Closing = 7, KeptShare = 1000 });
        var taken = Enumerable.Range(0, 200).Select(_ => scene.Enter("192.0.2.1")).Where(one => one is not null).Select(one => one!.Value)
            .ToList();
        Assert.Equal(99 + 7 + 1, taken.Count);
        Assert.Equal(RefusalCause.Closing, scene.Cause);
        Assert.Equal(107, scene.Admission.Counts.Connections);
        // Who could not get in anyway sent nobody away.
        Assert.Equal(7, taken.Count(one => one.Holder.IsAway));
        var free = scene.Admission.WhenDescriptorIsFree();
        Assert.False(free.IsCompleted);
        foreach (var (place, _) in taken.Where(one => one.Holder.IsAway).ToList()) place.Leave();
        Assert.True(free.IsCompletedSuccessfully && scene.Admission.WhenDescriptorIsFree().IsCompletedSuccessfully);
        Assert.NotNull(scene.Enter("192.0.2.1"));
    }

    [Fact]
    public void Connections_that_are_closed_at_once_take_no_place_of_who_may_come_in()
    {
        var scene = new Scene(Small with { UnauthenticatedPerAddress = 1000, KeptShare = 10, Closing = 40 });
        scene.LoggedOn("203.0.113.1").Place.Leave();
        for (var i = 0; i < 90; i++) scene.Bound("192.0.2.1").Holder.Use = PlaceUse.Working;
        // Strangers who found no place, and addresses that may not connect: they are about to be closed.
        var passing = Enumerable.Range(0, 30).Select(_ => scene.Admission.Pass(Door.Rpc, scene.Now)).ToList();
        Assert.NotNull(scene.Enter("203.0.113.1"));
        Assert.Equal(30, scene.Admission.Counts.Leaving);
        foreach (var place in passing) place.Leave();
        Assert.Equal(91, scene.Admission.Counts.Connections);
        Assert.Equal(0, scene.Admission.Counts.Leaving);
    }

    [Fact]
    public void Where_something_else_needs_the_descriptors_connections_are_held_to_fewer()
    {
        var scene = new Scene(Small with { KeptShare = 1000 });
        var logged = scene.LoggedOn("203.0.113.1");
        var silent = Enumerable.Range(0, 80).Select(i => scene.Enter($"192.0.2.{i}")!.Value).ToList();
        scene.Admission.Fit(50, scene.Now);
        Assert.Equal(31, silent.Count(one => one.Holder.IsAway));
        Assert.False(logged.Holder.IsAway);
        foreach (var (place, _) in silent.Where(one => one.Holder.IsAway)) place.Leave();
        scene.Enter("198.51.100.1");
        Assert.Equal(50, scene.Admission.Counts.Connections - scene.Admission.Counts.Leaving);
        scene.Admission.Fit(1000, scene.Now);
        for (var i = 0; i < 80; i++) scene.Enter($"198.51.100.{i}");
        Assert.Equal(100, scene.Admission.Counts.Connections - scene.Admission.Counts.Leaving);
    }

    [Fact]
    public void A_Unix_user_has_a_cap_and_the_owner_of_the_machine_has_none()
    {
        var scene = new Scene(Small);
        for (var i = 0; i < 9; i++) scene.Enter(PeerKey.OfUser(1000, isOwner: false))!.Value.Place.Bind(scene.Now);
        Assert.Equal(5, scene.Admission.Counts.Bound);
        for (var i = 0; i < 40; i++) Assert.NotNull(scene.Enter(PeerKey.OfUser(0, isOwner: true)));
        Assert.Equal(40, scene.Admission.Counts.Opening);
        Assert.Equal("uid 1000", PeerKey.OfUser(1000, isOwner: false).ToString());
    }

    [Fact]
    public void A_place_that_is_taken_before_it_has_a_holder_tells_it_as_soon_as_there_is_one()
    {
        var scene = new Scene(Small with { OpeningPerAddress = 1 });
        var early = scene.Admission.TryEnter(Scene.Key("192.0.2.1"), Door.Rpc, 10, 0, scene.Now, out _)!;
        scene.Enter("192.0.2.1");
        var holder = new Holder();
        early.Holder = holder;
        Assert.True(holder.IsAway);
        Assert.Equal(PlaceState.Leaving, early.State);
    }

    [Fact]
    public void Whatever_comes_and_goes_the_counts_return_to_nothing()
    {
        var random = new Random(7);
        var scene = new Scene(Small with { MemoryBeforeLogon = 200_000, MemoryPerAddress = 40_000, Closing = 20 });
        var open = new List<(Place Place, Holder Holder)>();
        for (var left = Effort.Of("SEKIMORI_RANDOM_CALLS", 200_000); left > 0; left--)
        {
            scene.Wait(random.NextDouble() / 10);
            switch (random.Next(8))
            {
                case 0 or 1 or 2:
                    if (scene.Enter($"192.0.2.{random.Next(20)}", random.Next(2) == 0 ? Door.Rpc : Door.WsMan, 60) is { } entered)
                        open.Add(entered);
                    break;
                case 3 when open.Count > 0:
                    var at = random.Next(open.Count);
                    open[at].Place.Leave();
                    open.RemoveAt(at);
                    break;
                case 4 when open.Count > 0 && open[random.Next(open.Count)] is var bound && bound.Place.Door == Door.Rpc:
                    bound.Place.Bind(scene.Now);
                    break;
                case 5 when open.Count > 0 && random.Next(10) == 0:
                    open[random.Next(open.Count)].Place.LogOn(scene.Now);
                    break;
                case 6 when open.Count > 0:
                    open[random.Next(open.Count)].Place.TryHold(random.Next(20_000));
                    break;
                case 7 when open.Count > 0 && open[random.Next(open.Count)].Place is { Held: > 0 } place:
                    place.Release(random.Next((int)place.Held + 1));
                    break;
            }

            var counts = scene.Admission.Counts;
            Assert.Equal(open.Count, counts.Connections);
            Assert.Equal(open.Count, counts.Opening + counts.Bound + counts.LoggedOn + counts.Leaving);
            Assert.InRange(counts.Connections, 0, 120);
            foreach (var one in open.Where(one => one.Holder.IsAway && random.Next(3) == 0).ToList())
            {
                one.Place.Leave();
                open.Remove(one);
            }
        }

        foreach (var (place, _) in open) place.Leave();
        var end = scene.Admission.Counts;
        Assert.Equal((0, 0, 0, 0, 0, 0L, 0), (end.Connections, end.Opening, end.Bound, end.LoggedOn, end.Leaving, end.Held, end.Peers));
    }
}
