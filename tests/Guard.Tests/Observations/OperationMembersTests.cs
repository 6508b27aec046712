using System.Text.Json;
using Sekimori.Observations;

namespace Sekimori.Guard.Tests.Observations;

/// <summary>What is encoded once for all calls of an operation is what each of them says.</summary>
public class OperationMembersTests
{
    private static readonly RpcInterface Samr = InterfaceCatalogue.Find("samr")[0];

    [Theory]
    [InlineData(64, "1.0", "SamrConnect5")]
    [InlineData(64, "2.0", "SamrConnect5")]
    [InlineData(0, "1.0", "SamrConnect")]
    [InlineData(-1, "1.0", null)]
    [InlineData(40_000, "1.0", null)]
    public void A_line_has_its_own_interface_version_and_operation(int opnum, string version, string? operation)
    {
        // Twice, and another version between: what is kept is never another call's.
        foreach (var asked in (string[])[version, "9.9", version])
        {
            var line = JsonDocument.Parse(ObservationJson.ToJson(Seen(opnum, asked))).RootElement;
            Assert.Equal(Samr.UuidText, line.GetProperty("interface").GetString());
            Assert.Equal("samr", line.GetProperty("interface_name").GetString());
            Assert.Equal(asked, line.GetProperty("version").GetString());
            Assert.Equal(opnum >= 0, line.TryGetProperty("opnum", out var number));
            if (opnum >= 0) Assert.Equal(opnum, number.GetInt32());
            Assert.Equal(operation, line.TryGetProperty("operation", out var name) ? name.GetString() : null);
            Assert.Equal(7, line.GetProperty("call_id").GetInt32());
        }
    }

    [Theory]
    [InlineData(116, "0.0000116")]
    [InlineData(10_000_000, "1")]
    [InlineData(15_000_000, "1.5")]
    [InlineData(8_640_000_000_001, "864000.0000001")]
    public void A_duration_is_seconds_without_an_exponent(long ticks, string expected)
    {
        var seen = new Observation
        {
            Time = default, Source = ObservationSource.Server, Kind = ObservationKind.Request,
            Client = Endpoint.None, Server = Endpoint.None, Duration = TimeSpan.FromTicks(ticks),
        };
        Assert.Contains($"\"duration\":{expected}", ObservationJson.ToJson(seen));
    }

    private static Observation Seen(int opnum, string version) =>
        new()
        {
            Time = default, Source = ObservationSource.Server, Kind = ObservationKind.Call, Client = Endpoint.None, Server = Endpoint.None,
            Interface = Samr, Version = version, Opnum = opnum, CallId = 7,
        };
}
