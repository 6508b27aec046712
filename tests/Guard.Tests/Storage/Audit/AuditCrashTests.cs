using System.Diagnostics;
using System.Globalization;
using Sekimori.Storage.Audit;

namespace Sekimori.Storage.Tests.Audit;

/// <summary>What an answered line is worth: the process is killed in the middle of load, again and again.</summary>
public sealed class AuditCrashTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sekimori-crash-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Kill_in_the_middle_of_load_loses_no_line_that_was_answered_for_and_breaks_no_chain()
    {
        long told = 0;
        for (var round = 0; round < 5; round++)
        {
            using var writer = Start($"exec '{Writer()}' '{_folder}' 30 16 tell");
            var reading = Task.Run(() =>
            {
                while (writer.StandardOutput.ReadLine() is { } line)
                    // A line that the kill cut short is not a number, or a smaller one.
                    if (long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) told = Math.Max(told, number);
            });
            var before = told;
            while (told < before + 200 && !writer.HasExited) await Task.Delay(20);
            await Task.Delay(50 * round);
            writer.Kill();
            await writer.WaitForExitAsync();
            await reading;
            Assert.True(told > before, "the writer answered for nothing");

            await using (var log = AuditLog.Open(new() { Folder = _folder, HasIndex = false }, TimeProvider.System))
                Assert.True(log.Sequence >= told, $"line {told} was answered for, the log ends with {log.Sequence}");
            using var key = AuditKey.Open(_folder);
            Assert.Empty(AuditVerifier.Run(_folder, key.PublicPem).Faults);
        }
    }

    private static Process Start(string script) =>
        Process.Start(new ProcessStartInfo("/bin/bash", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    private static string Writer()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var built = Path.Combine(folder, "bench", "audit", "bin");
            if (Directory.Exists(built) && Directory.EnumerateFiles(built, "Sekimori.Audit.Bench", SearchOption.AllDirectories)
                .FirstOrDefault() is { } writer) return writer;
        }
        Assert.Skip("bench/audit is not built");
        return "";
    }
}
