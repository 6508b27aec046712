using System.Text;
using System.Text.Json;
using Sekimori.Gate.Gateway.Terminated;
using Sekimori.Storage.Files;
using Sekimori.Storage.Recordings;
using Sekimori.Storage.Secrets;

namespace Sekimori.Server.Tests.Gateway.Terminated;

/// <summary>What a recording says of the bytes of a shell, however they were cut.</summary>
public sealed class ShellRecordingTests : IDisposable
{
    private const string Text = "plain \"quoted\" \\ back\r\n\tä € 😀 \u0001\u007f </script>\n";

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("sekimori-recording");

    private readonly RecordingFolder _folder;

    public ShellRecordingTests()
    {
        var data = new DataFolder(_data.FullName);
        _folder = new RecordingFolder(data, new SecretProtection(data));
    }

    public void Dispose() => _data.Delete(recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Text_is_the_same_however_it_was_cut(int piece)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Text, 20)));
        var events = Record(recording =>
        {
            foreach (var part in bytes.Chunk(piece)) recording.Data("o", "1", "stdout", part);
        });
        Assert.All(events, one => Assert.Equal("o", one.Kind));
        Assert.Equal(Encoding.UTF8.GetString(bytes), string.Concat(events.Select(one => one.Text)));
    }

    [Fact]
    public void Characters_of_two_streams_are_not_mixed()
    {
        var euro = Encoding.UTF8.GetBytes("€");
        var events = Record(recording =>
        {
            recording.Data("o", "1", "stdout", euro.AsSpan(0, 1));
            recording.Data("o", "1", "stderr", euro.AsSpan(0, 2));
            recording.Data("o", "1", "stdout", euro.AsSpan(1));
            recording.Data("o", "1", "stderr", euro.AsSpan(2));
        });
        Assert.Equal(["€", "€"], events.Select(one => one.Text));
    }

    [Theory]
    [InlineData("41FF42", "A\uFFFDB")]
    [InlineData("E282", "")]
    [InlineData("E28241", "\uFFFDA")]
    [InlineData("00", "\0")]
    public void What_is_no_text_is_valid_json(string hex, string text)
    {
        foreach (var piece in (int[])[1, 100])
        {
            var events = Record(recording =>
            {
                foreach (var part in Convert.FromHexString(hex).Chunk(piece)) recording.Data("o", "1", "stdout", part);
            });
            Assert.Equal(text, string.Concat(events.Select(one => one.Text)));
        }
    }

    [Fact]
    public void Every_run_of_bytes_gives_lines_that_can_be_read()
    {
        var random = new Random(4711);
        for (var run = 0; run < 300; run++)
        {
            var bytes = new byte[random.Next(1, 400)];
            random.NextBytes(bytes);
            var events = Record(recording =>
            {
                foreach (var part in bytes.Chunk(random.Next(1, 50))) recording.Data("o", "1", "stdout", part);
            });
            // What is left is the first bytes of a character that has not come yet.
            Assert.StartsWith(string.Concat(events.Select(one => one.Text)), Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Commands_are_between_their_marks_and_powershell_is_kept_as_base64()
    {
        var events = Record(recording =>
        {
            recording.Begin("echo \"ü\"");
            recording.Data("o", "1", "stdout", [0xFF, 0x00]);
            recording.End("7");
        }, isText: false);
        Assert.Equal(
            [("m", "command begun: echo \"ü\""), ("i", "echo \"ü\"\r\n"), ("o", "/wA="), ("m", "command ended: 7")], events);
    }

    private List<(string Kind, string Text)> Record(Action<ShellRecording> write, bool isText = true)
    {
        var name = $"a-{Guid.NewGuid():N}";
        using (var recording = new ShellRecording(name, _folder.Create(name), "alice", isText, TimeProvider.System))
        {
            write(recording);
            recording.File.Close();
        }
        using var reader = _folder.Open(name);
        var text = new List<byte>();
        while (reader.Next() is { } frame) text.AddRange(frame);
        Assert.True(reader.IsWhole);
        var lines = Encoding.UTF8.GetString([.. text]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var before = 0.0;
        return [.. lines[1..].Select(line =>
        {
            var one = JsonDocument.Parse(line).RootElement;
            Assert.True(one[0].GetDouble() >= before);
            before = one[0].GetDouble();
            return (one[1].GetString()!, one[2].GetString()!);
        })];
    }
}
