using System.Buffers.Binary;
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

    // The server records the classes that it resolves, each with a line of its own; it names the Remote Unknown by its later interface.
    private static readonly string[] Others = ["interface", "interface_name", "version", "class_name", "client_port"];

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

    /// <summary>
    /// aiowmi calls every interface on the context of the first: the server goes by the object, and so does the observer.
    /// </summary>
    [Fact]
    public void Calls_on_one_context_are_those_of_the_objects_that_they_name()
    {
        var file = File.ReadAllBytes(Captures.Require(Capture));
        var before = Calls(file);
        Assert.True(before.Select(one => one.Name).Distinct().Count() > 4);
        Assert.True(OnFirstContext(file) > 10);
        Assert.Equal(before, Calls(file));
    }

    [Fact]
    public void The_alerts_are_those_of_the_live_server()
    {
        var names = CaptureAlertTests.Alerts(Captures.Require(Capture)).Select(alert => alert.Rule.Name ?? "").ToHashSet();
        Assert.Superset(new HashSet<string> { "wmi_login", "wmi_method", "wmi_process", "wmi_permanent", "wmi_consumer", "dcom_execution" },
            names);
    }

    private static List<(string? Name, int Opnum, string Facts)> Calls(byte[] file) =>
    [
        .. Captures.Observe(file, out _).Where(one => one.Kind == ObservationKind.Call)
            .Select(one => (one.Interface?.Name, one.Opnum, string.Join('|', one.Facts.All))),
    ];

    // Sets the context of each request for an object to 0, in place. The capture is one of pcap, with Ethernet, IPv4 and TCP.
    private static int OnFirstContext(byte[] file)
    {
        var changed = 0;
        for (var at = 24; at + 16 < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 8));
            var packet = file.AsSpan(at + 16, length);
            at += 16 + length;
            var tcp = 14 + (packet[14] & 15) * 4;
            var payload = packet[(tcp + (packet[tcp + 12] >> 4) * 4)..];
            while (payload.Length >= 24 && payload[0] == 5 && BinaryPrimitives.ReadUInt16LittleEndian(payload[8..]) is var size
                && size >= 24 && size <= payload.Length)
            {
                // A request with an object UUID.
                if (payload[2] == 0 && (payload[3] & 0x80) != 0)
                {
                    payload.Slice(20, 2).Clear();
                    changed++;
                }

                payload = payload[size..];
            }
        }

        return changed;
    }

    private static JsonElement Json(Observation seen) => JsonDocument.Parse(ObservationJson.ToJson(seen)).RootElement;
}
