using Sekimori.Observations;
using Sekimori.Observations.Services;

namespace Sekimori.Guard.Tests.Services;

/// <summary>What a running server counts for its service map, and what nobody can make it hold.</summary>
public class EdgeCounterTests
{
    [Fact]
    public void Observations_of_a_minute_are_one_record_and_of_two_minutes_two()
    {
        var counter = new EdgeCounter(new());
        counter.Count(Seen.Call(kind: ObservationKind.Bind), false);
        for (var second = 0; second < 90; second++) counter.Count(Seen.Call(time: Seen.Noon.AddSeconds(second)), false);
        counter.Count(Seen.Call(time: Seen.Noon.AddSeconds(89), kind: ObservationKind.Fault), false);
        var records = counter.Drain(Seen.Noon.AddSeconds(90)).OrderBy(record => record.Minute).ToArray();
        Assert.Equal(2, records.Length);
        Assert.Equal(new(1, 60, 0, Seen.Noon, Seen.Noon.AddSeconds(59)), records[0].Counts);
        Assert.Equal(new(0, 30, 1, Seen.Noon.AddSeconds(60), Seen.Noon.AddSeconds(89)), records[1].Counts);
        Assert.Equal(new("10.0.0.5", "10.0.0.1", 49_152, "svcctl", Transport.Tcp, ""), records[0].Key);
        Assert.Empty(counter.Drain(Seen.Noon.AddSeconds(90)));
    }

    [Fact]
    public async Task Nothing_is_lost_or_counted_twice_while_others_drain()
    {
        var counter = new EdgeCounter(new());
        const int Threads = 4, Calls = 20_000;
        var taken = new List<EdgeRecord>();
        using var end = new CancellationTokenSource();
        // The drain's clock is far ahead, so that cells are closed under the callers' hands.
        var drain = Task.Run(() =>
        {
            while (!end.IsCancellationRequested) taken.AddRange(counter.Drain(Seen.Noon.AddDays(1)));
        }, TestContext.Current.CancellationToken);
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (var call = 0; call < Calls; call++)
                counter.Count(Seen.Call($"10.0.1.{call % 7}", $"user{thread}", time: Seen.Noon.AddSeconds(call % 180)), false);
        })));
        await end.CancelAsync();
        await drain;
        taken.AddRange(counter.Drain(Seen.Noon.AddDays(1)));
        Assert.Equal(Threads * Calls, taken.Sum(record => record.Counts.Calls));
        Assert.All(taken, record => Assert.Equal(record.Minute, EdgeRecord.MinuteOf(record.Counts.Last)));
    }

    [Fact]
    public void A_known_edge_in_its_minute_costs_no_memory()
    {
        var counter = new EdgeCounter(new());
        var seen = Seen.Call(account: @"LAB\alice");
        for (var warm = 0; warm < 1000; warm++) counter.Count(seen, false);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < 10_000; call++) counter.Count(seen, false);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Who_varies_addresses_without_an_account_takes_half_of_the_places_and_all_the_rest_are_others()
    {
        var counter = new EdgeCounter(new() { Edges = 100, AnonymousEdges = 50 });
        for (var at = 0; at < 10_000; at++) counter.Count(Seen.Call($"2001:db8:{at:x}::1"), false);
        Assert.Equal((50, 9_950), (counter.Edges, counter.Overflow));
        for (var at = 0; at < 50; at++) counter.Count(Seen.Call("10.0.0.9", $"user{at}"), false);
        Assert.Equal((100, 9_950), (counter.Edges, counter.Overflow));
        var records = counter.Drain(Seen.Noon);
        Assert.Equal(101, records.Count);
        Assert.Equal(9_950, Assert.Single(records, record => record.Key.IsOthers).Counts.Calls);
        Assert.Equal(10_050, records.Sum(record => record.Counts.Calls));
    }

    [Theory]
    [InlineData("10.0.0.5", "10.0.0.5")]
    [InlineData("2001:db8::1", "2001:db8::2:3")]
    public void One_client_makes_so_many_new_edges_in_an_hour_and_no_more(string first, string second)
    {
        var counter = new EdgeCounter(new() { NewEdgesPerClient = 10 });
        for (var at = 0; at < 30; at++) counter.Count(Seen.Call(at % 2 == 0 ? first : second, $"user{at}"), false);
        Assert.Equal((10, 20), (counter.Edges, counter.Overflow));
        counter.Count(Seen.Call("10.9.9.9"), false);
        counter.Count(Seen.Call(first, "later", time: Seen.Noon.AddHours(1)), false);
        Assert.Equal((12, 20), (counter.Edges, counter.Overflow));
    }

    [Fact]
    public void Edges_of_the_store_have_their_places_and_what_it_dropped_makes_room()
    {
        var counter = new EdgeCounter(new() { Edges = 2, AnonymousEdges = 2 });
        EdgeKey[] known = [Key("10.0.0.1"), Key("10.0.0.2")];
        counter.Restart(known);
        foreach (var client in (string[])["10.0.0.1", "10.0.0.2", "10.0.0.3"]) counter.Count(Seen.Call(client), false);
        Assert.Equal(1, counter.Overflow);
        counter.Drain(Seen.Noon);
        counter.Drain(Seen.Noon.AddMinutes(5)); // their cells are closed
        counter.Restart([known[0]]);
        counter.Count(Seen.Call("10.0.0.3", time: Seen.Noon.AddMinutes(6)), false);
        Assert.Equal((2, 1), (counter.Edges, counter.Overflow));

        static EdgeKey Key(string client) => new(client, "10.0.0.1", 49_152, "svcctl", Transport.Tcp, "");
    }

    [Fact]
    public void A_store_that_is_away_costs_a_bounded_memory_and_the_loss_is_counted()
    {
        var counter = new EdgeCounter(new() { Waiting = 10 });
        for (var minute = 0; minute < 100; minute++) counter.Count(Seen.Call(time: Seen.Noon.AddMinutes(minute)), false);
        Assert.Equal(89, counter.Lost);
        Assert.Equal(11, counter.Drain(Seen.Noon.AddMinutes(100)).Sum(record => record.Counts.Calls));
    }

    [Fact]
    public void An_edge_is_told_to_whoever_looks_for_new_ones_when_it_is_opened()
    {
        var opened = new List<string>();
        var counter = new EdgeCounter(new() { Edges = 2 }) { Opened = (key, _) => opened.Add(key.Client) };
        foreach (var client in (string[])["10.0.0.1", "10.0.0.1", "10.0.0.2", "10.0.0.3"]) counter.Count(Seen.Call(client, "alice"), false);
        Assert.Equal(["10.0.0.1", "10.0.0.2"], opened);
    }
}
