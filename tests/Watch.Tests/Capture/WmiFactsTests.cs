using System.Text.Json;
using Sekimori.Detection.Tests;
using Sekimori.Observations;

namespace Sekimori.Capture.Tests;

/// <summary>
/// Calls of DCOM and WMI at packet integrity: what the server recorded when it ran them, against what the capture of the same traffic
/// shows. tests/data/make makes both.
/// </summary>
public class WmiFactsTests
{
    private const string Capture = "wmi-impacket.pcap", Recorded = "wmi-impacket.facts.jsonl";

    // The server finds the interface by the object and records the classes that it resolves, each with a line of its own; a method that
    // is resolved is named again.
    private static readonly string[] Others = ["interface", "interface_name", "version", "class_name", "methods", "client_port"];

    [Fact]
    public void A_capture_shows_the_facts_that_the_server_recorded()
    {
        var seen = Captures.Observe(Captures.Require(Capture)).Where(one => one.Kind == ObservationKind.Call)
            .ToDictionary(one => (one.Client.Port, (long)one.CallId, one.Opnum), Json);
        var lines = Captures.Beside(Captures.Require(Capture), Recorded).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.NotEmpty(lines);
        foreach (var line in lines)
        {
            var key = (line.GetProperty("client_port").GetInt32(), line.GetProperty("call_id").GetInt64(),
                line.GetProperty("opnum").GetInt32());
            var found = seen[key];
            foreach (var member in line.EnumerateObject().Where(one => !Others.Contains(one.Name)))
                Assert.True(found.TryGetProperty(member.Name, out var value) && JsonElement.DeepEquals(member.Value, value),
                    $"{key}: {member} in {found}");
        }
    }

    [Fact]
    public void A_capture_names_the_classes_that_the_server_resolved()
    {
        var lines = Captures.Beside(Captures.Require(Capture), Recorded).Select(line => JsonDocument.Parse(line).RootElement);
        var resolved = lines.Where(line => line.TryGetProperty("class_name", out _))
            .Select(line => line.GetProperty("class_name").GetString()!).Distinct().Order();
        var named = Captures.Observe(Captures.Require(Capture)).Select(one => one.Facts[Fact.ClassName]).OfType<string>()
            .Distinct().Order();
        Assert.Equal(resolved, named);
    }

    [Fact]
    public void The_alerts_are_those_of_the_live_server()
    {
        var names = CaptureAlertTests.Alerts(Captures.Require(Capture)).Select(alert => alert.Rule.Name ?? "").ToHashSet();
        Assert.Superset(new HashSet<string> { "wmi_login", "wmi_method", "wmi_process", "wmi_permanent", "wmi_consumer", "dcom_execution" },
            names);
    }

    private static JsonElement Json(Observation seen) => JsonDocument.Parse(ObservationJson.ToJson(seen)).RootElement;
}
