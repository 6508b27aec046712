using System.Text;
using Sekimori.Observations;
using Sekimori.Observations.Services;

namespace Sekimori.Guard.Tests.Services;

/// <summary>To which edge an observation belongs, and what of it is believed.</summary>
public class EdgeKeyTests
{
    [Theory]
    [InlineData(ObservationKind.Logon, 401, "")]
    [InlineData(ObservationKind.Logon, 0, "alice")]
    [InlineData(ObservationKind.Request, 401, "")]
    [InlineData(ObservationKind.Request, 403, "alice")]
    [InlineData(ObservationKind.Request, 200, "alice")]
    public void A_name_that_was_only_claimed_is_nobodys(ObservationKind kind, long status, string expected)
    {
        Assert.True(EdgeKey.TryRead(Seen.Http(kind, status, "alice"), out var key));
        Assert.Equal(("WS-Management", expected, 5985), (key.Service, key.Account, key.Port));
    }

    [Theory]
    [InlineData(ObservationKind.Mapping)]
    [InlineData(ObservationKind.Change)]
    [InlineData(ObservationKind.Anomaly)]
    [InlineData(ObservationKind.File)]
    [InlineData(ObservationKind.Session)]
    public void What_is_no_use_of_a_service_is_no_edge(ObservationKind kind) => Assert.False(EdgeKey.TryRead(Seen.Call(kind: kind), out _));

    [Fact]
    public void A_connection_over_TCP_alone_names_no_service() =>
        Assert.False(EdgeKey.TryRead(Seen.Call(service: "", kind: ObservationKind.Connect), out _));

    [Fact]
    public void The_local_transport_has_no_addresses()
    {
        var local = new Observation
        {
            Time = Seen.Noon, Source = ObservationSource.Server, Kind = ObservationKind.Call, Client = Endpoint.None,
            Server = Endpoint.None, Transport = Transport.Local,
        };
        Assert.True(EdgeKey.TryRead(local, out var key));
        Assert.Equal(("local", "local", "unknown"), (key.Client, key.Server, key.Service));
    }

    [Fact]
    public void What_a_database_does_not_take_is_replaced()
    {
        // Not as InlineData: an attribute holds UTF-8, and half a pair is none.
        foreach (var (account, expected) in ((string, string)[])[
            ("a\0b", "a\ufffdb"), ("a\ud800b", "a\ufffdb"), ("a\udc00", "a\ufffd"), ("ünï", "ünï"), ("名前\ud83d\ude00", "名前\ud83d\ude00")])
        {
            Assert.True(EdgeKey.TryRead(Seen.Call(account: account), out var key));
            Assert.Equal(expected, key.Clean().Account);
            Assert.Equal(expected, Encoding.UTF8.GetString(new UTF8Encoding(false, true).GetBytes(key.Clean().Account)));
        }
    }

    [Fact]
    public void Long_names_have_an_end()
    {
        Assert.True(EdgeKey.TryRead(Seen.Call(account: new('x', 100_000)), out var key));
        Assert.Equal(EdgeKey.TextLimit, key.Account.Length);
        Assert.True(EdgeKey.TryRead(Seen.Call(account: new string('x', EdgeKey.TextLimit - 1) + "\ud83d\ude00"), out key));
        Assert.Equal(EdgeKey.TextLimit, key.Clean().Account.Length);
        Assert.EndsWith("x\ufffd", key.Clean().Account, StringComparison.Ordinal);
    }
}
