using System.Text;
using System.Text.Json;
using Sekimori.Detection.Events;
using Sekimori.Detection.Evtx;
using Sekimori.Detection.Sigma;

namespace Sekimori.Detection.Tests.Evtx;

/// <summary>Events that somebody has exported: JSON and XML in the arrangements that are about, in UTF-8 and UTF-16.</summary>
public class EventFileTests
{
    private const string One = """{"EventID":1,"Channel":"Security","Image":"a.exe"}""",
        Two = """{"EventID":2,"Channel":"Security","Image":"b.exe"}""";

    private const string Xml =
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='P' Guid='{1}'/><EventID " +
        "Qualifiers='0'>1</EventID><Execution ProcessID='3320' ThreadID='1'/>"
        + "<Channel>System</Channel></System><EventData><Data Name='ProcessId'>4711</Data><Data>x</Data><Data><![CDATA[<y> & " +
        "</Event>]]></Data><Data/></EventData></Event>";

    [Theory]
    [InlineData(One + "\n" + Two)]
    [InlineData(One + Two)]
    [InlineData("[" + One + ",\n" + Two + "]")]
    [InlineData("[" + One + "]\n[" + Two + "]")]
    [InlineData(One + ",\r\n" + Two + ",\r\n")]
    [InlineData("\u001e" + One + "\n\u001e" + Two + "\n")]
    [InlineData("{\"Events\":[" + One + "," + Two + "]}")]
    [InlineData("{\"Events\":{\"Event\":[" + One + "," + Two + "]}}")]
    [InlineData("{\"hits\":{\"hits\":[{\"_source\":" + One + "},{\"_source\":" + Two + "}]}}")]
    public void Several_objects_of_a_file_are_several_events(string text)
    {
        foreach (var encoding in new Encoding[]
        {
            new UTF8Encoding(false), new UTF8Encoding(true), new UnicodeEncoding(false, true), new UnicodeEncoding(false, false),
            new UnicodeEncoding(true, true)
        })
            Assert.Equal(["a.exe", "b.exe"], Read([.. encoding.GetPreamble(), .. encoding.GetBytes(text)]).Select(one => one["Image"]));
        Assert.Equal(2, EventJson.Read(text).Count());
    }

    [Theory]
    [InlineData("""{"EventID": 1, "Image": """, 1)]
    [InlineData("""{"EventID": 1, "Image": "a" "b"}""", 1)]
    [InlineData("""{"EventID": 1, "Image": "a}""", 1)]
    [InlineData("not JSON", 0)]
    public void A_line_that_is_broken_takes_no_other_with_it(string line, int unreadable)
    {
        var events = Read(Encoding.UTF8.GetBytes($"{One}\n{line}\n{Two}\n"), out var report);
        Assert.Equal(["a.exe", "b.exe"], events.Select(one => one["Image"]));
        Assert.Equal(unreadable, report.Unreadable);
        Assert.Contains("line 2", Assert.Single(report.Notes));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[1, 2]")]
    [InlineData("not JSON")]
    public void A_text_of_which_nothing_is_an_event_is_refused(string text) =>
        Assert.Throws<JsonException>(() => EventJson.Read(text).ToList());

    [Theory]
    // As evtx_dump, evtx_dump without "#attributes", an XML to JSON converter, and Velociraptor write it.
    [InlineData("""{"Event":{"System":{"Provider":{"#attributes":{"Name":"P"}},"EventID":{"#attributes":{"Qualifiers":0},"#text":7},"Execution":{"#attributes":{"ProcessID":3320}},"Channel":"C"},"EventData":{"ProcessId":4711,"Data":{"#text":["x","y"]}}}}""")]
    [InlineData("""{"Event":{"System":{"Provider_attributes":{"Name":"P"},"EventID":7,"Execution_attributes":{"ProcessID":3320},"Channel":"C"},"EventData":{"ProcessId":4711,"Data":["x","y"]}}}""")]
    [InlineData("""{"Event":{"@xmlns":"u","System":{"Provider":{"@Name":"P"},"EventID":{"@Qualifiers":"0","#text":"7"},"Execution":{"@ProcessID":"3320"},"Channel":"C"},"EventData":{"Data":[{"@Name":"ProcessId","#text":"4711"},"x","y"]}}}""")]
    [InlineData("""{"System":{"Provider":{"Name":"P"},"EventID":{"Value":7},"Execution":{"ProcessID":3320},"Channel":"C"},"EventData":{"ProcessId":4711,"Data":["x","y"]},"Message":"m"}""")]
    [InlineData("""{"@timestamp":"2026-01-01T00:00:00Z","winlog":{"provider_name":"P","event_id":7,"channel":"C","process":{"ProcessID":3320},"event_data":{"ProcessId":4711,"Data":["x","y"]}}}""")]
    [InlineData("""{"System":{"Provider":{"Name":"P"},"EventID":7,"Execution":{"ProcessID":3320},"Channel":"C"},"EventData":{"Data":[{"Name":"ProcessId","Value":4711},"x","y"]}}""")]
    public void Writer_and_data_are_kept_apart(string text)
    {
        var one = Assert.Single(Read(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(("P", "7", "C"), (one.Around("Provider_Name"), one.Around("EventID"), one.Around("Channel")));
        Assert.Equal(("4711", "3320"), (one["ProcessId"], one["ProcessID"]));
        Assert.Equal(["x", "y"], one.Fields["Data"]);
    }

    [Fact]
    public void Two_spellings_in_a_flat_object_are_two_fields()
    {
        var one =
            Assert.Single(
            EventJson.Read("""{"EventID":1,"ProcessID":3320,"ProcessId":"4711","Channel":"Microsoft-Windows-Sysmon/Operational"}"""));
        Assert.Equal(("4711", "3320"), (one["ProcessId"], one["ProcessID"]));
    }

    [Fact]
    public void A_list_of_an_event_is_no_list_of_events()
    {
        var one =
            Assert.Single(
            EventJson.Read(
            """{"EventID":4104,"Channel":"C","data":[{"name":"ScriptBlockText","value":"iex"},{"name":"Path","value":""}],"value":[{"a":1},{"a":2}]}"""));
        Assert.Equal(("iex", "2"), (one["ScriptBlockText"], one.Fields["a"][1]));
    }

    [Theory]
    [InlineData(Xml + "\n" + Xml)]
    [InlineData("<?xml version='1.0' encoding='utf-16'?>\n<Events>" + Xml + Xml + "</Events>")]
    public void Events_in_XML_are_read_with_every_field(string text)
    {
        foreach (var encoding in new Encoding[]
        {
            new UTF8Encoding(false), new UnicodeEncoding(false, true), new UnicodeEncoding(true, true)
        })
        {
            var events = Read([.. encoding.GetPreamble(), .. encoding.GetBytes(text)]);
            Assert.Equal(2, events.Count);
            Assert.Equal(("P", "1", "System", "4711", "3320"),
                (events[0]["Provider_Name"], events[0]["EventID"], events[0]["Channel"], events[0]["ProcessId"], events[0]["ProcessID"]));
            Assert.Equal(["x", "<y> & </Event>", ""], events[1].Fields["Data"]);
        }
    }

    [Theory]
    [InlineData("<Event><System></Event>")]
    [InlineData("<Event><System>")]
    [InlineData("<Event><!DOCTYPE a></Event>")]
    [InlineData("<Event>&nothing;</Event>")]
    public void An_event_that_is_no_XML_takes_no_other_with_it(string broken)
    {
        var events = Read(Encoding.UTF8.GetBytes($"<Events>\n{Xml}\n{broken}\n{Xml}</Events>"), out var report);
        Assert.Equal((2, 1), (events.Count, report.Unreadable));
        Assert.Contains("line 3", Assert.Single(report.Notes));
    }

    [Fact]
    public void Long_files_are_read_in_windows()
    {
        var long1 = Xml.Replace(">x<", $">{new string('x', 100_000)}<", StringComparison.Ordinal);
        Assert.Equal(50, Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(long1 + "\n", 50)))).Count);
        var json = One.Replace("a.exe", new string('a', 100_000), StringComparison.Ordinal);
        Assert.Equal(50, Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(json + "\n", 50)))).Count);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("MZ something", "neither")]
    [InlineData("0\0\0\0LfLe\u0001\0\0\0", "Windows XP")]
    public void A_file_of_another_kind_is_refused_and_not_empty(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => Read(Encoding.Latin1.GetBytes(text))).Message);

    [Fact]
    public void The_channel_that_was_cleared_is_data_and_the_source_is_where_it_was_written()
    {
        var one =
            Assert.Single(
            Read(
            Encoding.UTF8.GetBytes(
            "<Event><System><EventID>104</EventID><Channel>System</Channel></System><UserData><LogFileCleared><Channel>Security</Channel" +
            "></LogFileCleared></UserData></Event>")));
        var rule =
            RuleSet.Read(
            [
            ("r.yml",
                "title: t\nlogsource: { product: windows, service: system }\ndetection:\n  s: { EventID: 104, Channel: Security }\n  " +
                "condition: s\n")]).Rules[0];
        Assert.True(rule.IsMatch(one));
        Assert.Equal(("Security", "System"), (one["Channel"], one.Fields["System_Channel"][0]));
    }

    [Theory]
    [InlineData("Threat Name", "Threat Name")]
    [InlineData("Threat Name", "ThreatName")]
    [InlineData("ThreatName", "Threat Name")]
    [InlineData("Threat Name", "Threat_Name")]
    [InlineData("ThreatName", "Threat_Name")]
    [InlineData("Threat_Name", "ThreatName", false)]
    public void A_name_with_a_blank_is_found_in_the_spellings_of_exporters(string inRule, string inEvent, bool isFound = true)
    {
        var rule =
            RuleSet.Read(
            [
            ("r.yml",
                $"title: t\nlogsource: {{ product: windows, service: windefend }}\ndetection:\n  s:\n    {inRule}|contains: EICAR\n  " +
                $"condition: s\n")]).Rules[0];
        var one =
            Assert.Single(
            EventJson.Read(
            $$"""{"Channel":"Microsoft-Windows-Windows Defender/Operational","EventID":1116,"{{inEvent}}":"Virus:EICAR_Test"}"""));
        Assert.Equal(isFound, rule.IsMatch(one));
    }

    [Fact]
    public void A_record_is_of_the_time_at_which_it_happened()
    {
        var one =
            Assert.Single(
            EvtxReader.Read(
            new LogWriter().Record(1, xml => xml.Open("Event").Open("System")
            .Open("TimeCreated", [("SystemTime", "2025-05-05T05:05:05.1234567Z")]).Close().Close().Close().End()).Seal().File));
        Assert.Equal(new DateTimeOffset(2025, 5, 5, 5, 5, 5, TimeSpan.Zero).AddTicks(1234567), one.Time);
    }

    private static List<RecordView> Read(byte[] file) => Read(file, out _);

    private static List<RecordView> Read(byte[] file, out EventReport report)
    {
        report = new EventReport();
        return [.. EventFile.Read(new MemoryStream(file), report)];
    }
}
