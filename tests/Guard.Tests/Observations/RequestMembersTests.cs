using System.Net;
using Sekimori.Guard;
using Sekimori.Observations;

namespace Sekimori.Guard.Tests.Observations;

/// <summary>What is kept with a connection for its next record never gets into the record of another request.</summary>
public class RequestMembersTests
{
    private static readonly Endpoint Server = new(IPAddress.Loopback, 5985);

    private readonly Endpoint _client = new(IPAddress.Loopback, 40000);

    [Fact]
    public void The_third_request_is_written_as_the_first()
    {
        var lines = Enumerable.Range(0, 3).Select(_ => ObservationJson.ToJson(Seen())).Distinct();
        Assert.Equal("{\"type\":\"request\",\"time\":\"0001-01-01T00:00:00Z\",\"source\":\"server\",\"client\":\"127.0.0.1\"," +
            "\"client_port\":40000,\"server\":\"127.0.0.1\",\"server_port\":5985,\"transport\":\"http\",\"account\":\"alice\"," +
            "\"scheme\":\"Basic\",\"level\":2,\"resource\":\"a\",\"action\":\"b\",\"status\":200}", Assert.Single(lines));
    }

    // Each differs from the first in one value: what was kept for the first must not be written for it.
    [Theory]
    [InlineData("bob", "Basic", "a", "b", ProtectionLevel.Connect)]
    [InlineData("", "Basic", "a", "b", ProtectionLevel.Connect)]
    [InlineData("alice", "NTLM", "a", "b", ProtectionLevel.Connect)]
    [InlineData("alice", "Basic", "c", "b", ProtectionLevel.Connect)]
    [InlineData("alice", "Basic", "a", "c", ProtectionLevel.Connect)]
    [InlineData("alice", "Basic", "a", "b", ProtectionLevel.Privacy)]
    public void Another_request_of_the_connection_is_written_as_it_is(
        string account, string scheme, string resource, string action, ProtectionLevel level)
    {
        for (var count = 0; count < 3; count++) ObservationJson.ToJson(Seen());
        var other = Seen(account, scheme, resource, action, level);
        var fresh = Seen(account, scheme, resource, action, level, new(IPAddress.Loopback, 40000));
        Assert.Equal(ObservationJson.ToJson(fresh), ObservationJson.ToJson(other));
        Assert.Equal(ObservationJson.ToJson(fresh), ObservationJson.ToJson(other));
        Assert.Contains("\"account\":\"alice\"", ObservationJson.ToJson(Seen()), StringComparison.Ordinal);
    }

    // A caller that names resources of a megabyte would otherwise hold them as long as its connection.
    [Fact]
    public void Long_names_are_not_kept()
    {
        for (var count = 0; count < 3; count++) ObservationJson.ToJson(Seen(resource: new('x', 1_000_000)));
        Assert.Null(_client.Request);
    }

    private Observation Seen(
        string account = "alice", string scheme = "Basic", string resource = "a", string action = "b",
        ProtectionLevel level = ProtectionLevel.Connect, Endpoint? client = null) => new()
        {
            Time = default, Source = ObservationSource.Server, Kind = ObservationKind.Request, Client = client ?? _client, Server = Server,
            Transport = Transport.Http, Account = account, Scheme = scheme, Resource = resource, Action = action, Level = level,
            Status = 200,
        };
}
