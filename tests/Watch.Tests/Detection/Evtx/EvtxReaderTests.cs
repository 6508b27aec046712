using System.Buffers.Binary;
using System.Text;
using Sekimori.Detection.Events;
using Sekimori.Detection.Evtx;
using Sekimori.Detection.Sigma;

namespace Sekimori.Detection.Tests.Evtx;

/// <summary>
/// Event logs as Windows writes them and as they are found: without templates, open, damaged, with what the memory held before.
/// </summary>
public class EvtxReaderTests
{
    private const byte TextType = 1, Int8Type = 3, UInt32Type = 8, GuidType = 15, SidType = 19, BinXmlType = 0x21;

    [Fact]
    public void An_element_outside_a_template_has_no_dependency_identifier()
    {
        var events = Read(new LogWriter().Event(1, ("Image", "a.exe"), ("ProcessId", "1001")).Event(2, ("Image", "b.exe")).Seal());
        Assert.Equal(["a.exe", "b.exe"], events.Select(one => one["Image"]));
        Assert.Equal(("1", "Security", "1001"), (events[0]["EventID"], events[0]["Channel"], events[0]["ProcessId"]));
    }

    [Fact]
    public void Binary_XML_in_a_value_of_a_template_has_none_either()
    {
        // The value is written into the chunk where it will lie, since names are pointed to.
        var log = new LogWriter().Record(1, xml => xml.Template(inner =>
        {
            inner.Open("Event").Open("System").Open("EventID").Value(0, UInt32Type).Close().Close().Open("UserData").Value(1, BinXmlType)
                .Close().Close();
        }, (UInt32Type, [11, 0, 0, 0]), (BinXmlType, new byte[200])).End());
        var value = log.File.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[11, 0, 0, 0]) + 4 - 4096;
        new BinaryXmlWriter(log.File.AsMemory(4096), value).Open("CertGetCertificateChain")
            .Open("Certificate", [("subjectName", "printer7")]).Close().Close().End();
        var one = Assert.Single(Read(log.Seal()));
        Assert.Equal(("11", "printer7"), (one["EventID"], one["subjectName"]));
    }

    [Fact]
    public void Several_Data_are_several_values_and_CDATA_is_text()
    {
        var one = Assert.Single(Read(new LogWriter().Record(1, xml => xml.Open("Event").Open("EventData")
            .Open("Data").Text("Available").Close().Open("Data").Close().Open("Data").CData("Host=<a & b>").Close().Close().Close().End())
            .Seal()));
        Assert.Equal(["Available", "", "Host=<a & b>"], one.Fields["Data"]);
    }

    [Fact]
    public void An_array_is_an_element_for_each_value()
    {
        var one =
            Assert.Single(
            Read(
            Templated(xml => xml.Open("Event").Open("EventData").Open("Data").Value(0, 0x81).Close().Open("N").Value(1, 0x88).Close()
            .Close().Close(),
            (0x81, Encoding.Unicode.GetBytes("a\0\0b c\0")), (0x88, [1, 0, 0, 0, 2, 0, 0, 0]))));
        Assert.Equal(["a", "", "b c"], one.Fields["Data"]);
        Assert.Equal(["1", "2"], one.Fields["N"]);
    }

    [Theory]
    [InlineData(UInt32Type)]
    [InlineData(Int8Type)]
    [InlineData(GuidType)]
    [InlineData(SidType)]
    [InlineData(TextType)]
    public void A_value_without_bytes_is_empty_and_not_its_neighbour(byte type)
    {
        var one =
            Assert.Single(Read(Templated(xml => xml.Open("Event").Open("EventData").Open("Data", [("Name", "empty")]).Value(0, type).Close()
            .Open("Data", [("Name", "next")]).Value(1, TextType).Close().Close().Close(), (type, []),
            (TextType, Encoding.Unicode.GetBytes("neighbour, long enough for a GUID")))));
        Assert.Equal(("", "neighbour, long enough for a GUID"), (one["empty"], one["next"]));
    }

    [Fact]
    public void A_value_shorter_than_its_type_does_not_take_its_neighbours_bytes()
    {
        var one =
            Assert.Single(
            Read(Templated(xml => xml.Open("Event").Open("EventData").Open("Data", [("Name", "short")]).Value(0, UInt32Type).Close()
            .Open("Data", [("Name", "signed")]).Value(1, 5).Close().Close().Close(), (UInt32Type, [7, 1]), (5, [0xff]))));
        Assert.Equal(("263", "-1"), (one["short"], one["signed"]));
    }

    [Fact]
    public void What_stands_behind_the_last_record_is_not_of_this_log()
    {
        var log = new LogWriter().Event(5, ("Image", "live1")).Event(6, ("Image", "live2")).Seal().Event(4, ("Image", "stale"))
            .Event(7, ("Image", "stale"));
        var events = Read(log, out var report);
        Assert.Equal(["live1", "live2"], events.Select(one => one["Image"]));
        Assert.Equal(2, report.Stale);
    }

    [Fact]
    public void A_log_that_was_not_closed_has_records_that_no_header_knows_of()
    {
        var log = new LogWriter().Event(5, ("Image", "a")).Seal(isOpen: true).Event(6, ("Image", "b")).Event(7, ("Image", "c"))
            .Event(2, ("Image", "stale"));
        Assert.Equal(["a", "b", "c"], Read(log).Select(one => one["Image"]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(512)]
    [InlineData(600)]
    [InlineData(65_536)]
    [InlineData(int.MaxValue)]
    public void A_wrong_beginning_of_free_space_loses_no_record(int free)
    {
        var log = new LogWriter().Event(5, ("Image", "a")).Event(6, ("Image", "b")).Event(7, ("Image", "c")).Seal();
        BinaryPrimitives.WriteInt32LittleEndian(log.File.AsSpan(4096 + 48), free);
        // An empty log that was closed and one whose first flush has not been yet look the same.
        if (free == 512) log.File[120] = 1;
        Assert.Equal(["a", "b", "c"], Read(log).Select(one => one["Image"]));
    }

    [Fact]
    public void Counts_of_the_header_are_not_obeyed()
    {
        var log = new LogWriter().Event(5, ("Image", "a")).Event(6, ("Image", "b")).Seal();
        log.File[42] = 0;
        log.File.AsSpan(4096 + 8, 16).Clear();
        Assert.Equal(2, Read(log).Count);
        log.File.AsSpan(0, 4096).Clear();
        Assert.Equal(2, Read(log).Count);
        log.File.AsSpan(4096, 8).Clear();
        Assert.Equal(2, Read(log, out var report).Count);
        Assert.Contains("no chunk starts at byte 4096", report.Notes);
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(4, 40)]
    [InlineData(4, 60_000)]
    [InlineData(4, -1)]
    [InlineData(0, 0)]
    [InlineData(24, -1)]
    public void A_damaged_record_takes_no_other_with_it(int at, int value)
    {
        var log = new LogWriter().Event(5, ("Image", "a"));
        var place = log.Place;
        log.Event(6, ("Image", "b")).Event(7, ("Image", "c")).Seal();
        BinaryPrimitives.WriteInt32LittleEndian(log.File.AsSpan(place + at), value);
        var events = Read(log, out var report).Select(one => one["Image"]).ToList();
        Assert.Contains("a", events);
        Assert.Contains("c", events);
        // A wrong size alone hides nothing.
        if (at == 4) Assert.Equal(["a", "b", "c"], events);
        Assert.NotEmpty(report.Notes);
    }

    [Fact]
    public void A_record_that_spans_the_next_one_does_not_hide_it()
    {
        var log = new LogWriter().Event(5, ("Image", "a"));
        var size = log.Place - 4096 - 512;
        log.Event(6, ("Image", "b")).Event(7, ("Image", "c")).Seal();
        BinaryPrimitives.WriteInt32LittleEndian(log.File.AsSpan(4096 + 512 + 4), size * 2);
        BinaryPrimitives.WriteInt32LittleEndian(log.File.AsSpan(4096 + 512 + size * 2 - 4), size * 2);
        Assert.Equal(["a", "b", "c"], Read(log).Select(one => one["Image"]));
    }

    [Fact]
    public void Of_a_log_that_was_cut_off_the_records_before_the_cut_are_read()
    {
        var log = new LogWriter().Event(5, ("Image", "a")).Event(6, ("Image", "b")).Seal();
        var report = new EventReport();
        Assert.Equal(2, EvtxReader.Read(new MemoryStream(log.File[..log.Place]), report).Count());
        Assert.Contains(report.Notes, note => note.StartsWith("ends within the chunk at byte 4096", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_an_event_that_breaks_off_what_was_read_stays()
    {
        var log = new LogWriter().Record(
            1, xml => xml.Open("Event").Open("System").Open("EventID").Text("7").Close().Close().Open("EventData")
            .Open("Data", [("Name", "a")]).Text("x").Close().Byte(0x3f)).Seal();
        var one = Assert.Single(Read(log, out var report));
        Assert.Equal(("7", "x", 1), (one["EventID"], one["a"], report.Partial));
        Assert.Contains("can be read partially", Assert.Single(report.Notes));
    }

    [Fact]
    public void Whatever_the_bytes_are_reading_ends()
    {
        var random = new Random(7);
        var log = new LogWriter().Event(5, ("Image", "a")).Event(6, ("Image", "b"))
            .Record(7, xml => xml.Template(inner => LogWriter.Standard(inner, ("Image", "c")))).Seal().File;
        for (var n = 0; n < 2000; n++)
        {
            var copy = log.ToArray();
            for (var m = 0; m < 4; m++) copy[4096 + random.Next(1500)] = (byte)random.Next(256);
            Assert.InRange(EvtxReader.Read(copy).Count(), 0, 200);
        }
    }

    [Theory]
    [InlineData("evtx-no-template/no-template.evtx", 5)]
    [InlineData("evtx-stale-records/stale.evtx", 2)]
    [InlineData("../captures/mdec_ID4656-WS_Management_listener_enumeration.evtx", 29)]
    public void Each_record_of_a_log_is_read_with_its_fields(string file, int count)
    {
        var events = EvtxReader.Read(File.ReadAllBytes(Cases.Require(file))).ToList();
        Assert.Equal(count, events.Count);
        Assert.All(events, one => Assert.NotNull(one["EventID"]));
        if (count == 5) Assert.Equal(["1001", "1002", "1003", "1004", "1005"], events.Select(one => one["ProcessId"]));
    }

    [Theory]
    [InlineData("event-processid", "processid.evtx")]
    [InlineData("event-processid", "event.json")]
    [InlineData("event-several-data", "data-elements.evtx")]
    [InlineData("event-several-data", "array.json")]
    [InlineData("event-several-data", "text-array.json")]
    public void A_rule_finds_what_another_field_or_value_does_not_hide(string folder, string file)
    {
        var path = Cases.Require($"{folder}/{file}");
        var rule = RuleSet.Read([("rule.yml", File.ReadAllText(Cases.Require($"{folder}/rule.yml")))]).Rules[0];
        using var stream = File.OpenRead(path);
        var one = Assert.Single(EventFile.Read(stream, new EventReport()));
        Assert.True(rule.IsMatch(one));
        if (folder == "event-processid")
            Assert.Equal(("4711", "3320", "3320"), (one["ProcessId"], one["ProcessID"], one["Execution_ProcessID"]));
    }

    private static LogWriter Templated(Action<BinaryXmlWriter> definition, params (byte Type, byte[] Bytes)[] values) =>
        new LogWriter().Record(1, xml => xml.Template(definition, values).End()).Seal();

    private static List<RecordView> Read(LogWriter log) => Read(log, out _);

    private static List<RecordView> Read(LogWriter log, out EventReport report)
    {
        report = new EventReport();
        return [.. EvtxReader.Read(new MemoryStream(log.File), report)];
    }
}
