using System.Net;
using Sekimori.Security.Accounts;

namespace Sekimori.Security.Tests.Accounts;

public sealed class LogonThrottleTests
{
    private static readonly IPAddress _here = IPAddress.Parse("2001:db8:0:1::1"), _beside = IPAddress.Parse("2001:db8:0:1::2"),
        _elsewhere = IPAddress.Parse("2001:db8:0:2::1");

    [Fact]
    public void An_owner_is_known_in_its_network_and_under_its_name_alone()
    {
        var throttle = Guessed();
        Assert.Null(throttle.Check("alice", _here));
        Assert.Null(throttle.Check("ALICE", _beside)); // an IPv6 peer has its whole /64
        Assert.NotNull(throttle.Check("alice", _elsewhere));
        Assert.NotNull(throttle.Check("bob", _here));
    }

    [Fact]
    public void A_guesser_in_the_owners_network_meets_the_wait_of_both()
    {
        var throttle = Guessed();
        for (var i = 0; i < 3; i++) throttle.Failed("alice", _here);
        Assert.NotNull(throttle.Check("alice", _here));
    }

    [Fact]
    public void Owners_are_bounded_and_the_one_that_was_not_seen_for_longest_makes_room()
    {
        var throttle = new LogonThrottle(new LogonThrottleOptions { RememberedOwners = 3 }, new FakeTime());
        foreach (var name in (string[])["alice", "bob", "carol"]) throttle.Succeeded(name, _here);
        throttle.Check("alice", _here);
        throttle.Succeeded("dave", _here);
        for (var i = 0; i < 30; i++) throttle.Failed($"name{i}", _here);
        Assert.Equal([null, true, null, null],
            ((string[])["alice", "bob", "carol", "dave"]).Select(name => throttle.Check(name, _here) is null ? (bool?)null : true));
    }

    [Fact]
    public void Wrong_passwords_never_push_an_owner_out()
    {
        var throttle = new LogonThrottle(new LogonThrottleOptions { Remembered = 10, RememberedOwners = 10 }, new FakeTime());
        throttle.Succeeded("alice", _here);
        for (var i = 0; i < 100; i++) throttle.Failed("alice", IPAddress.Parse($"198.51.100.{i}"));
        Assert.NotNull(throttle.Check("alice", _elsewhere));
        Assert.Null(throttle.Check("alice", _here));
    }

    private static LogonThrottle Guessed()
    {
        var throttle = new LogonThrottle(new LogonThrottleOptions(), new FakeTime());
        throttle.Succeeded("alice", _here);
        for (var i = 0; i < 30; i++)
        {
            throttle.Failed("alice", IPAddress.Parse($"198.51.100.{i}"));
            throttle.Failed($"name{i}", _here);
        }

        return throttle;
    }
}
