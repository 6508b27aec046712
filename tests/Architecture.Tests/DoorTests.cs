namespace Sekimori.Architecture.Tests;

/// <summary>
/// A door refers to its own protocol alone: whoever serves an RPC interface gets no WS-Management, no database and no telemetry with it.
/// </summary>
public class DoorTests
{
    [Theory]
    [InlineData("Server.Rpc", "WsMan"), InlineData("Server.Rpc", "Cim"), InlineData("Server.Rpc", "Server.WsMan")]
    [InlineData("Server.WsMan", "Rpc"), InlineData("Server.WsMan", "Ndr"), InlineData("Server.WsMan", "Server.Rpc")]
    public void A_door_does_not_reach_the_other_protocol(string door, string other) =>
        Assert.DoesNotContain(other, Repository.Reached(door));

    [Theory]
    [InlineData("Server.Rpc"), InlineData("Server.WsMan")]
    public void A_door_does_not_reach_what_this_host_adds(string door) =>
        Assert.Empty(Repository.Reached(door).Intersect(["Gate", "Linux", "Storage", "Detection", "Capture"]));

    [Theory]
    [InlineData("Server.Rpc"), InlineData("Server.WsMan")]
    public void A_door_brings_no_database_and_no_telemetry(string door) =>
        Assert.DoesNotContain(Repository.Packages(door), name =>
        name.StartsWith("OpenTelemetry", StringComparison.Ordinal) || name is "Npgsql" or "Microsoft.Data.Sqlite");

    [Fact]
    public void The_gate_is_where_they_are() =>
        Assert.Superset(new HashSet<string> { "OpenTelemetry", "Npgsql", "Microsoft.Data.Sqlite" },
        Repository.Packages("Gate").ToHashSet());
}
