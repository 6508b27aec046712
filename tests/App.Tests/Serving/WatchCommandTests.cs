using System.Text.Json;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Serving;

/// <summary>`sekimori watch`: exit codes, the summary, and what does not depend on the order of files.</summary>
[Trait("Size", "Large")]
public sealed class WatchCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_whole_capture_is_0_and_the_summary_counts_it()
    {
        var (code, lines, error) = await RunAsync(Write("bind.pcap", CaptureFiles.Bind));
        Assert.Equal((0, ""), (code, error));
        var summary = Summary(lines);
        Assert.Equal(
            (1, 0, 2, 1, 1),
            (Number(summary, "files"), Number(summary, "unread_files"), Number(summary, "packets"), Number(summary, "connections"),
            Number(summary, "binds")));
        Assert.Equal(
            (0, 0, 0, 0), (Number(summary, "unread"), Number(summary, "cut"), Number(summary, "damaged"), Number(summary, "incomplete")));
        Assert.Equal(CaptureFiles.Bind.Length, Number(summary, "bytes"));

        var (textCode, text, _) = await Command.RunAsync("watch", _folder.File("bind.pcap"));
        Assert.Equal(0, textCode);
        Assert.Contains("2 packets, 0.0 MB, 1 connections; 1 binds, 0 calls", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_capture_that_ends_in_a_packet_is_0_and_says_so()
    {
        var (code, lines, error) = await RunAsync(Write("cut.pcap", CaptureFiles.Bind[..^5]));
        Assert.Equal(0, code);
        Assert.Contains("cut.pcap: ends ", error, StringComparison.Ordinal);
        Assert.Equal((1, 1), (Number(Summary(lines), "packets"), Number(Summary(lines), "incomplete")));
    }

    [Fact]
    public async Task A_damaged_capture_is_2_names_the_place_and_is_read_behind_it()
    {
        byte[] damaged = [.. CaptureFiles.Bind, .. Enumerable.Repeat((byte)0xff, 64), .. CaptureFiles.Call[24..]];
        var (code, lines, error) = await RunAsync(Write("damaged.pcap", damaged), Write("bind.pcap", CaptureFiles.Bind));
        Assert.Equal(2, code);
        // The place, the packets before it and the bytes that were skipped, in whatever words.
        var line = Assert.Single(error.Split('\n'), text => text.Contains("damaged.pcap: ", StringComparison.Ordinal));
        Assert.Contains($" {CaptureFiles.Bind.Length},", line, StringComparison.Ordinal);
        Assert.Contains(" 2 packets", line, StringComparison.Ordinal);
        Assert.Contains(" 64 bytes", line, StringComparison.Ordinal);
        var summary = Summary(lines);
        Assert.Equal(
            (2, 5, 1, 1), (Number(summary, "files"), Number(summary, "packets"), Number(summary, "calls"), Number(summary, "damaged")));
        var place = summary.GetProperty("damages")[0];
        Assert.Equal((CaptureFiles.Bind.Length, 64), (Number(place, "offset"), Number(place, "skipped")));
    }

    [Theory]
    [InlineData("", "is an empty file, not a capture")]
    [InlineData("MZ and more of it, as programs have it", "neither pcap nor pcapng")]
    public async Task What_is_no_capture_is_2_and_the_others_are_read(string content, string says)
    {
        var (code, lines, error) = await RunAsync(
            _folder.Write("none.pcap", content), _folder.File("missing.pcap"), Write("bind.pcap", CaptureFiles.Bind));
        Assert.Equal(2, code);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Contains("missing.pcap: no such file", error, StringComparison.Ordinal);
        Assert.Equal(
            (3, 2, 2), (Number(Summary(lines), "files"), Number(Summary(lines), "unread_files"), Number(Summary(lines), "packets")));
        // Alone there is nothing to show.
        (code, lines, _) = await RunAsync(_folder.File("none.pcap"));
        Assert.Equal(2, code);
        Assert.Empty(lines);
    }

    [Fact]
    public async Task A_call_whose_bind_is_in_another_file_has_the_same_name_in_either_order()
    {
        string bind = Write("1-bind.pcap", CaptureFiles.Bind), call = Write("2-call.pcap", CaptureFiles.Call);
        foreach (var files in (string[][])[[bind, call], [call, bind]])
        {
            var (code, lines, _) = await RunAsync(files);
            Assert.Equal(0, code);
            var told = Assert.Single(lines, line => line.GetProperty("type").GetString() == "call");
            Assert.Equal(("samr", true), (told.GetProperty("interface_name").GetString(), told.GetProperty("inferred").GetBoolean()));
            Assert.Equal((1, 1), (Number(Summary(lines), "binds"), Number(Summary(lines), "calls")));
        }
        // By itself it has no name.
        Assert.False((await RunAsync(call)).Lines[0].TryGetProperty("interface_name", out _));
    }

    private static async Task<(int Code, JsonElement[] Lines, string Error)> RunAsync(params string[] files)
    {
        var (code, output, error) = await Command.RunAsync(["watch", "--json", .. files]);
        return (code, [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)],
            error);
    }

    private static JsonElement Summary(JsonElement[] lines) =>
        Assert.Single(lines, line => line.GetProperty("type").GetString() == "summary");

    private static int Number(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.GetInt32() : 0;

    private string Write(string name, byte[] content)
    {
        File.WriteAllBytes(_folder.File(name), content);
        return _folder.File(name);
    }
}
