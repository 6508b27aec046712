using System.ComponentModel;
using System.Diagnostics;
using Sekimori.Capture.Tests;
using Sekimori.Detection.Events;
using Sekimori.Detection.Evtx;

namespace Sekimori.Detection.Tests.Evtx;

/// <summary>
/// Every event log of the shared captures against python-evtx (Debian: python3-evtx): the same records, and in each the same fields with
/// the same values.
/// </summary>
[Trait("Size", "Large")]
public class OtherReaderTests
{
    /// <summary>Records outside a template, which python-evtx cannot read.</summary>
    private const string NotReadByOthers = "mdec_ID4656-WS_Management_listener_enumeration.evtx";

    public static TheoryData<string> Logs => new(Captures.Folder is null
        ? ["shared"]
        : Directory.EnumerateFiles(Captures.Folder, "*.evtx").Select(path => Path.GetFileName(path)!).Where(name => name != NotReadByOthers)
        .Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Logs))]
    public void Another_reader_finds_the_same_records_and_fields(string file)
    {
        var path = Captures.Require(file);
        var theirs = EventXml.Read(new StringReader(Dump(path)), new EventReport()).ToList();
        var ours = EvtxReader.Read(File.ReadAllBytes(path)).ToList();
        Assert.NotEmpty(theirs);
        Assert.Equal(theirs.Select(one => one["EventRecordID"]), ours.Select(one => one["EventRecordID"]));
        foreach (var (their, our) in theirs.Zip(ours)) Assert.Equal(Fields(their), Fields(our));
    }

    // It writes an attribute whose value is null as an empty one.
    private static IEnumerable<string> Fields(RecordView view) =>
        view.Fields.Where(field => field.Value.Exists(value => !string.IsNullOrEmpty(value)))
        .OrderBy(field => field.Key, StringComparer.OrdinalIgnoreCase)
        .Select(field => $"{field.Key}={string.Join('|', field.Value.Select(value => Plain(field.Key, value)))}");

    /// <summary>It writes times (as floating-point numbers), numbers and GUIDs in spellings of its own.</summary>
    private static string Plain(string name, string? value)
    {
        value ??= "";
        if (name is "SystemTime" or "UtcTime" or "TimeCreated_SystemTime"
            && DateTimeOffset.TryParse(value, System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.AssumeUniversal, out var time))
            return time.ToString("yyyy-MM-dd HH:mm:ss.ff", System.Globalization.CultureInfo.InvariantCulture);
        if (value.StartsWith("0x", StringComparison.Ordinal)) return "0x" + value[2..].TrimStart('0').ToUpperInvariant();
        return value.Trim().Trim('{', '}').ToUpperInvariant().ReplaceLineEndings("\n");
    }

    private static string Dump(string path)
    {
        try
        {
            using var other = Process.Start(
                new ProcessStartInfo("evtx_dump.py", [path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = other.StandardError.ReadToEndAsync();
            var output = other.StandardOutput.ReadToEnd();
            other.WaitForExit();
            Assert.True(other.ExitCode == 0, errors.Result);
            return output;
        }
        catch (Win32Exception)
        {
            Assert.Skip("evtx_dump.py is not here (Debian: python3-evtx)");
            return "";
        }
    }
}
