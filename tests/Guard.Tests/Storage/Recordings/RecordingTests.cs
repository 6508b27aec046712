using System.Security.Cryptography;
using Sekimori.Storage.Files;
using Sekimori.Storage.Recordings;
using Sekimori.Storage.Secrets;

namespace Sekimori.Storage.Tests;

public sealed class RecordingTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("sekimori-recordings");
    private readonly RecordingFolder _folder;

    public RecordingTests()
    {
        var data = new DataFolder(_data.FullName);
        _folder = new RecordingFolder(data, new SecretProtection(data));
    }

    public void Dispose() => _data.Delete(recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(32 * 1024)]
    [InlineData(1_000_000)]
    public void What_was_written_is_read_and_the_hash_is_the_files(int length)
    {
        var text = RandomNumberGenerator.GetBytes(length);
        string sum;
        using (var writer = _folder.Create("a-0001"))
        {
            foreach (var part in text.Chunk(100_000))
            {
                writer.Append(part);
                writer.Flush();
            }
            writer.Close();
            sum = writer.Sum.Sum;
        }
        Assert.Equal(sum, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(PathOf("a-0001")))));
        var (read, isWhole) = Read("a-0001");
        Assert.True(isWhole);
        Assert.Equal(text, read);
    }

    [Fact]
    public void Every_cut_shows_and_keeps_what_is_before_it()
    {
        using (var writer = _folder.Create("a-0001"))
        {
            writer.Append("first"u8);
            writer.Flush();
            writer.Append("second"u8);
            writer.Close();
        }
        var whole = File.ReadAllBytes(PathOf("a-0001"));
        for (var length = RecordingFormat.Magic.Length + RecordingFormat.SaltBytes; length < whole.Length; length++)
        {
            File.WriteAllBytes(PathOf("a-0001"), whole[..length]);
            var (text, isWhole) = Read("a-0001");
            Assert.False(isWhole);
            Assert.True("firstsecond"u8.StartsWith(text));
        }
    }

    [Fact]
    public void Every_changed_byte_shows()
    {
        using (var writer = _folder.Create("a-0001"))
        {
            writer.Append("first"u8);
            writer.Close();
        }
        var whole = File.ReadAllBytes(PathOf("a-0001"));
        for (var at = 0; at < whole.Length; at++)
        {
            var changed = (byte[])whole.Clone();
            changed[at] ^= 0x80;
            File.WriteAllBytes(PathOf("a-0001"), changed);
            try
            {
                Assert.False(Read("a-0001").IsWhole);
            }
            catch (InvalidDataException)
            {
                // So it is told.
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("../accounts")]
    [InlineData("a/b")]
    [InlineData("a.b")]
    public void Names_are_names(string name) => Assert.Throws<IOException>(() => _folder.Open(name));

    [Fact]
    public void Old_ones_are_deleted()
    {
        foreach (var name in (string[])["a-0001", "b-0001"])
        {
            using var writer = _folder.Create(name);
            writer.Close();
        }
        File.SetLastWriteTimeUtc(PathOf("a-0001"), DateTime.UtcNow.AddDays(-100));
        Assert.Equal(["a-0001"], _folder.DeleteBefore(DateTime.UtcNow.AddDays(-90), (name, why) => Assert.Fail($"{name}: {why}")));
        Assert.Equal(["b-0001"], _folder.Of("b"));
        Assert.Empty(_folder.Of("a"));
    }

    private (byte[] Text, bool IsWhole) Read(string name)
    {
        using var reader = _folder.Open(name);
        var text = new List<byte>();
        while (reader.Next() is { } frame) text.AddRange(frame);
        return ([.. text], reader.IsWhole);
    }

    private string PathOf(string name) => Path.Combine(_folder.Path, name + ".rec");
}
