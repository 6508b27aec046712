using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sekimori.Observations;
using Sekimori.Observations.Services;

namespace Sekimori.Guard.Tests.Services;

/// <summary>The service map itself: its edges, its baseline, its page and its texts.</summary>
public class ServiceMapTests
{
    private const string Hostile = "<script>alert(1)</script>\"'&\u202eevil\u0007";

    [Fact]
    public void Ports_and_accounts_of_a_client_and_a_service_are_one_line()
    {
        var map = new ServiceMap();
        foreach (var account in (string[])["bob", "alice", "", "BOB"]) map.OnObservation(Seen.Call(account: account));
        map.OnObservation(Seen.Call(kind: ObservationKind.Bind, time: Seen.Noon.AddHours(-1)));
        map.OnObservation(Seen.Call(kind: ObservationKind.Fault, time: Seen.Noon.AddHours(1)));
        var edge = Assert.Single(map.Edges);
        Assert.Equal(["alice", "bob"], edge.Accounts);
        Assert.Equal((1, 4, 1), (edge.Binds, edge.Calls, edge.Faults));
        Assert.Equal((Seen.Noon.AddHours(-1), Seen.Noon.AddHours(1)), (edge.First, edge.Last));
        Assert.Same(edge, map.Find(Seen.Call()));
    }

    [Fact]
    public void What_a_server_counted_gives_the_map_that_its_observations_give()
    {
        var (random, direct, counted, counter) = (new Random(1), new ServiceMap(), new ServiceMap(), new EdgeCounter(new()));
        ObservationKind[] kinds = [ObservationKind.Bind, ObservationKind.Call, ObservationKind.Fault];
        for (var at = 0; at < 5000; at++)
        {
            var seen = Seen.Call($"10.0.0.{random.Next(5)}", $"user{random.Next(3)}", random.Next(2) == 0 ? "svcctl" : "samr",
                Seen.Noon.AddSeconds(random.Next(3600)), kinds[random.Next(3)]);
            direct.OnObservation(seen);
            counter.Count(seen, false);
            if (at % 700 == 0) Add(counter.Drain(Seen.Noon.AddHours(1)));
        }
        Add(counter.Drain(Seen.Noon.AddHours(1)));
        Assert.Equal(10, direct.Edges.Count);
        Assert.Equal(Json(direct), Json(counted));

        void Add(IReadOnlyList<EdgeRecord> records)
        {
            foreach (var record in records) counted.Add(record);
        }
    }

    [Fact]
    public void Others_are_counted_beside_the_edges_and_every_output_says_so()
    {
        var map = new ServiceMap();
        map.OnObservation(Seen.Call());
        map.Add(new(EdgeKey.Others, new(1, 20, 3, Seen.Noon, Seen.Noon)));
        Assert.Equal((1, 24), (map.Edges.Count, map.Overflow));
        Assert.Contains("24 observations belong to edges beyond the limits", ServiceMapPage.ToHtml(map, null, "x"));
        Assert.Equal(24, JsonDocument.Parse(Json(map)).RootElement.GetProperty("beyond_the_limit").GetInt64());
    }

    [Fact]
    public void A_baseline_knows_what_it_learnt_and_comes_back_from_its_file_the_same()
    {
        var (usual, now) = (new ServiceMap(), new ServiceMap());
        usual.OnObservation(Seen.Call("10.0.0.5"));
        var learnt = new Baseline();
        learnt.Learn(usual);
        using var file = new MemoryStream();
        learnt.Write(file);
        var baseline = Baseline.Read(file.ToArray());
        foreach (var (client, service) in ((string, string)[])[
            ("10.0.0.5", "svcctl"), ("10.0.0.6", "svcctl"), ("10.0.0.5", "samr")]) now.OnObservation(Seen.Call(client, service: service));
        Assert.Equal([Standing.Denied, Standing.Undecided, Standing.Allowed], now.Ordered(baseline).Select(baseline.Evaluate));
        Assert.Equal(["samr", "svcctl", "svcctl"], now.Ordered(baseline).Select(edge => edge.Service));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"edges\":[{\"client\":\"a\"}]}")]
    [InlineData("{\"edges\":[{\"client\":1,\"server\":\"b\",\"service\":\"c\"}]}")]
    [InlineData("{\"edges\":[{\"client\":null,\"server\":\"b\",\"service\":\"c\"}]}")]
    [InlineData("{\"edges\":7}")]
    public void What_is_no_baseline_is_said_to_be_none(string json) =>
        Assert.Throws<FormatException>(() => Baseline.Read(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Texts_of_a_peer_are_text_on_the_page_and_nothing_else()
    {
        var map = new ServiceMap();
        map.OnObservation(Seen.Call(account: Hostile));
        map.Add(new(new(Hostile, "10.0.0.1", 1, Hostile, Transport.Tcp, Hostile), new(0, 1, 0, Seen.Noon, Seen.Noon)));
        foreach (var edge in map.Edges) edge.Alert = Hostile;
        var page = ServiceMapPage.ToHtml(map, new Baseline(), Hostile);
        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain('\u202e', page);
        Assert.DoesNotContain('\u0007', page);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\ufffdevil\ufffd", page);
        // Whatever was given, the page has the elements that it has without it.
        var plain = new ServiceMap();
        plain.OnObservation(Seen.Call(account: "x"));
        plain.Add(new(new("c", "10.0.0.1", 1, "s", Transport.Tcp, "x"), new(0, 1, 0, Seen.Noon, Seen.Noon)));
        foreach (var edge in plain.Edges) edge.Alert = "a";
        Assert.Equal(Elements(ServiceMapPage.ToHtml(plain, new Baseline(), "t")), Elements(page));
        Assert.Contains("</script>\\\"'&", ServiceMapText.ToDot(map, null));
        Assert.Equal(2, JsonDocument.Parse(Json(map)).RootElement.GetProperty("edges").GetArrayLength());
    }

    [Fact]
    public void The_page_asks_for_nothing_from_elsewhere_and_has_both_grounds()
    {
        var map = new ServiceMap();
        map.OnObservation(Seen.Call(account: @"LAB\alice"));
        var page = ServiceMapPage.ToHtml(map, null, "here");
        Assert.DoesNotMatch("(?i)(\\ssrc=|href|url\\(|@import|https?:)", page);
        Assert.Contains("default-src 'none'", page);
        Assert.Contains("prefers-color-scheme: dark", page);
        Assert.Contains("<td>LAB\\alice</td>", page);
        Assert.DoesNotContain("Standing", page);
    }

    [Fact]
    public void A_map_without_edges_is_a_page_too()
    {
        var page = ServiceMapPage.ToHtml(new(), null, "here");
        Assert.Contains("0 edges between 0 clients and 0 servers", page);
        Assert.DoesNotContain("<svg", page);
    }

    private static List<string> Elements(string page) =>
        [.. Regex.Matches(page, "</?[a-z0-9]+").Select(match => match.Value).Order(StringComparer.Ordinal)];

    private static string Json(ServiceMap map)
    {
        using var stream = new MemoryStream();
        ServiceMapText.WriteJson(map, null, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
