using Sekimori.Storage.Audit;

namespace Sekimori.Storage.Tests.Audit;

/// <summary>
/// A disk without room: nobody waits for ever, the log says so, continues when there is room, and owns up to what it lost.
/// </summary>
public sealed class FullDiskTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(64 << 20, false)]
    [InlineData(4096, false)]
    [InlineData(4096, true)]
    public async Task A_full_disk_is_told_and_the_log_goes_on_when_there_is_room(long rotateAt, bool hasIndex)
    {
        using var disk = SmallDisk.Mount(1024);
        string pem;
        await using (var log = AuditLog.Open(new() { Folder = disk.Path, HasIndex = hasIndex, RotateAt = rotateAt }, TimeProvider.System))
        {
            pem = log.PublicPem;
            for (var i = 0; i < 20; i++) await log.AppendAsync(Line(i)).AsTask().WaitAsync(Soon);
            disk.Fill();
            var failures = 0;
            for (var i = 0; i < 200; i++)
            {
                try
                {
                    await log.AppendAsync(Line(i)).AsTask().WaitAsync(Soon);
                }
                catch (AuditUnavailableException)
                {
                    failures++;
                }
            }
            Assert.True(failures > 100, $"only {failures} of 200 lines failed on a full disk");
            Assert.NotNull(log.Failure);
            disk.Empty();
            for (var i = 0; i < 20; i++) await log.AppendAsync(Line(i)).AsTask().WaitAsync(Soon);
            Assert.Null(log.Failure);
            Assert.Equal(failures, log.Lost);
        }
        Assert.Empty(AuditVerifier.Run(disk.Path, pem).Faults);
        Assert.Contains(AuditFiles.All(disk.Path).SelectMany(File.ReadLines), line =>
            line.Contains("\"type\":\"gap\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_disk_that_takes_no_further_file_keeps_the_one_that_is_open()
    {
        // The folder itself, key, lock and the first file: no room for a second.
        using var disk = SmallDisk.Mount(1024, files: 4);
        string pem;
        await using (var log = AuditLog.Open(new() { Folder = disk.Path, HasIndex = false, RotateAt = 4096 }, TimeProvider.System))
        {
            pem = log.PublicPem;
            for (var i = 0; i < 50; i++) Assert.True(await log.AppendAsync(Line(i)).AsTask().WaitAsync(Soon) > 0);
            Assert.Equal(0, log.Lost);
        }
        Assert.Empty(AuditVerifier.Run(disk.Path, pem).Faults);
        Assert.Single(AuditFiles.All(disk.Path));
    }

    [Theory]
    [InlineData(BrokenDisk.Fails.Append)]
    [InlineData(BrokenDisk.Fails.AppendHalf)]
    [InlineData(BrokenDisk.Fails.AppendHalfAndCutOff)]
    [InlineData(BrokenDisk.Fails.Force)]
    internal async Task Whatever_the_disk_fails_in_the_chain_is_whole_and_what_was_lost_is_told(BrokenDisk.Fails fails)
    {
        var folder = Directory.CreateTempSubdirectory("sekimori-broken-").FullName;
        var disk = new BrokenDisk();
        var states = new List<bool>();
        string pem;
        await using (var log = AuditLog.Open(
            new() { Folder = folder, HasIndex = false, OpenFile = disk.Open, StateChanged = failure => states.Add(failure is null) },
            TimeProvider.System))
        {
            pem = log.PublicPem;
            await log.AppendAsync(Line(1)).AsTask().WaitAsync(Soon);
            disk.Failing = fails;
            for (var i = 0; i < 3; i++)
                await Assert.ThrowsAsync<AuditUnavailableException>(() => log.AppendAsync(Line(i)).AsTask().WaitAsync(Soon));
            disk.Failing = null;
            Assert.Equal(3, await log.AppendAsync(Line(2)).AsTask().WaitAsync(Soon)); // 2 is the gap's
            Assert.Equal(3, log.Lost);
        }
        Assert.Empty(AuditVerifier.Run(folder, pem).Faults);
        Assert.Contains("\"lost\":\"3\"", File.ReadAllText(AuditFiles.All(folder)[0]));
        Assert.Equal([false, true], states);
        Directory.Delete(folder, recursive: true);
    }

    private static byte[] Line(int number) =>
        AuditLine.Members("change", DateTimeOffset.UtcNow, [new("text", $"{number}"), new("padding", new string('x', 500))]);
}
