using System.Text.Json;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Serving;

/// <summary>`sekimori events`: what Windows' event logs hold, for people and for programs.</summary>
[Trait("Size", "Large")]
public class EventsCommandTests
{
    private const string Event =
        """{"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"host.example","Image":"C:\\evil.exe","CommandLine":"evil.exe -a","UtcTime":"2026-01-01 00:00:00"}""";

    private const string Rule =
        "title: Evil\nid: 7\nlogsource: { product: windows, category: process_creation }\nlevel: high\ndetection:\n  s:\n    " +
        "Image|endswith: evil.exe\n  condition: s\n";

    [Fact]
    public async Task People_see_how_many_events_there_are_and_the_alerts()
    {
        using var folder = new TemporaryFolder();
        var (code, output, error) = await Command.RunAsync(
            "events", folder.Write("e.json", $"{Event}\n{Event}\n"), "--rules", folder.Write("r.yml", Rule));
        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"host\.example\s+Microsoft-Windows-Sysmon/Operational\s+1\s+2\s+2026-01-01T00:00:00\.000Z", output);
        Assert.Matches(@"high\s+Evil\s+host\.example\s+1 evil\.exe -a\s+2", output);
        Assert.Contains("2 events, 1 alerts", output);
    }

    [Fact]
    public async Task Programs_get_a_line_for_each_event_and_alert_and_a_summary()
    {
        using var folder = new TemporaryFolder();
        var (code, output, _) = await Command.RunAsync(
            "events", "--json", folder.Write("e.json", $"[{Event}]"), "--rules", folder.Write("r.yml", Rule));
        Assert.Equal(0, code);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .ToArray();
        Assert.Equal(["event", "alert", "summary"], lines.Select(line => line.GetProperty("type").GetString()));
        Assert.Equal("C:\\evil.exe", lines[0].GetProperty("fields").GetProperty("Image").GetString());
        Assert.Equal(("7", "host.example"), (lines[1].GetProperty("rule").GetString(), lines[1].GetProperty("computer").GetString()));
        Assert.Equal((1, 0), (lines[2].GetProperty("events").GetInt32(), lines[2].GetProperty("unreadable").GetInt32()));
    }

    [Fact]
    public async Task Standard_input_is_read_too()
    {
        await using var command = Command.StartWith(
            "<Event><System><EventID>7</EventID><Computer>h</Computer></System></Event>", "events", "-", "--no-rules");
        Assert.Equal(0, await command.EndAsync());
        Assert.Contains("1 events, 0 alerts", command.Output);
    }

    [Fact]
    public async Task A_file_that_is_no_log_is_an_error_and_ends_nothing()
    {
        using var folder = new TemporaryFolder();
        var (code, output, error) = await Command.RunAsync(
            "events", "--no-rules", folder.Write("empty.evtx", ""), folder.Path + "/none", folder.Write("x.evtx", "MZ"),
            folder.Write("e.json", Event));
        Assert.Equal(2, code);
        Assert.Contains("empty.evtx: the file is empty", error);
        Assert.Contains("none: no such file", error);
        Assert.Contains("x.evtx: neither an event log (.evtx) nor XML or JSON", error);
        Assert.Contains("1 files, 0.0 MB, 1 events, 0 alerts; 3 files not read", output);
    }

    [Fact]
    public async Task Damage_is_told_with_its_place_and_counted()
    {
        using var folder = new TemporaryFolder();
        var (code, output, error) = await Command.RunAsync(
            "events", "--no-rules", folder.Write("e.json", $"{Event}\n{{\"EventID\"\n{Event}\n"));
        // As `watch` of a damaged capture.
        Assert.Equal(2, code);
        Assert.Contains("e.json: the object in line 2 ", error);
        Assert.Contains("2 events, 0 alerts; 1 not readable", output);
    }
}
