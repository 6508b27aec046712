using System.Text;
using Microsoft.Data.Sqlite;
using Sekimori.Guard.Policy;
using Sekimori.Observations;
using Sekimori.Storage.Audit;

namespace Sekimori.Storage.Tests.Audit;

public sealed class AuditLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sekimori-audit-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_is_written_is_a_whole_chain_with_a_signed_head()
    {
        string pem;
        await using (var log = AuditLog.Open(Options(), TimeProvider.System))
        {
            pem = log.PublicPem;
            for (var i = 1; i <= 50; i++) Assert.Equal(i, await log.AppendAsync(Line($"{i}")));
        }
        var report = AuditVerifier.Run(_folder, pem);
        Assert.Empty(report.Faults);
        Assert.Equal((51, 1), (report.Lines, report.Heads));
        Assert.Equal(50, report.Head!.Sequence);
    }

    [Fact]
    public async Task A_log_goes_on_where_it_ended()
    {
        for (var run = 0; run < 3; run++)
            await using (var log = AuditLog.Open(Options(), TimeProvider.System)) await log.AppendAsync(Line("x"));
        Assert.Empty(AuditVerifier.Run(_folder, Pem()).Faults);
        Assert.Equal(6, AuditVerifier.Run(_folder, Pem()).Lines);
    }

    [Theory]
    [InlineData("\"text\":\"3\"", "\"text\":\"4\"", "was changed")]
    [InlineData("{\"seq\":3,", "{\"seq\":9,", "was changed")]
    public async Task A_changed_line_is_found(string from, string to, string message)
    {
        await Write(5);
        var file = AuditFiles.All(_folder)[0];
        File.WriteAllText(file, File.ReadAllText(file).Replace(from, to, StringComparison.Ordinal));
        Assert.Contains(AuditVerifier.Run(_folder, Pem()).Faults, fault =>
            fault.Contains(":3 ", StringComparison.Ordinal) && fault.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_line_that_was_taken_out_is_found()
    {
        await Write(5);
        var file = AuditFiles.All(_folder)[0];
        var lines = File.ReadAllLines(file).ToList();
        lines.RemoveAt(2);
        File.WriteAllLines(file, lines);
        Assert.NotEmpty(AuditVerifier.Run(_folder, Pem()).Faults);
    }

    [Fact]
    public async Task A_log_that_was_written_anew_from_the_start_does_not_hold_against_a_kept_head()
    {
        await Write(5);
        var (kept, pem) = (AuditVerifier.Run(_folder, Pem()).Head!, Pem());
        File.Delete(AuditFiles.All(_folder)[0]);
        await Write(9); // a whole chain of its own, signed with the same key
        Assert.Empty(AuditVerifier.Run(_folder, pem).Faults);
        Assert.NotEmpty(AuditVerifier.Run(_folder, pem, kept).Faults);
    }

    [Fact]
    public async Task A_head_of_another_key_is_found()
    {
        await Write(3);
        File.Delete(Path.Combine(_folder, "audit.key"));
        Assert.Contains(AuditVerifier.Run(_folder, Pem()).Faults, fault => fault.Contains("did not sign", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_torn_last_line_is_cut_off_and_kept_beside()
    {
        await Write(3);
        var file = AuditFiles.All(_folder)[0];
        File.AppendAllText(file, "{\"seq\":5,\"prev\":\"abc");
        await Write(1);
        Assert.Empty(AuditVerifier.Run(_folder, Pem()).Faults);
        Assert.Contains("abc", File.ReadAllText(file + ".torn"));
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Every_file_is_its_owners_alone_in_a_folder_that_is_open_to_others_and_where_it_was_made_otherwise()
    {
        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        var (log, own) = (Path.Combine(_folder, "audit.lock"), (UnixFileMode)0b110_000_000);
        File.WriteAllText(log, "");
        await Write(2);
        File.AppendAllText(AuditFiles.All(_folder)[0], "{\"seq\":9");
        foreach (var file in (string[])[log, AuditFiles.All(_folder)[0]]) File.SetUnixFileMode(file, (UnixFileMode)0b110_100_100);
        await Write(1);
        var files = Directory.GetFiles(_folder);
        Assert.Contains(files, file => file.EndsWith(".torn", StringComparison.Ordinal));
        Assert.All(files, file => Assert.Equal((file, own), (file, File.GetUnixFileMode(file))));
    }

    [Fact]
    public async Task A_line_that_was_changed_is_not_put_away_with_those_behind_it_by_the_next_start()
    {
        await Write(5);
        var file = AuditFiles.All(_folder)[0];
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"text\":\"3\"", "\"text\":\"4\"", StringComparison.Ordinal));
        await Write(1);
        var report = AuditVerifier.Run(_folder, Pem());
        Assert.Contains(report.Faults, fault => fault.Contains(":3 was changed", StringComparison.Ordinal));
        Assert.Equal(8, report.Lines);
    }

    // A server that has just started, and the queries beside it. The file is there, in the mode that lets them read beside each other.
    [Fact]
    public async Task An_index_that_several_make_at_once_is_made_once()
    {
        for (var round = 0; round < 8; round++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(_folder, $"{round}")).FullName;
            using (var first = new SqliteConnection($"Data Source={Path.Combine(folder, "audit.db")};Pooling=False"))
            {
                first.Open();
                using var command = first.CreateCommand();
                command.CommandText = "PRAGMA journal_mode=WAL; CREATE TABLE own (number INTEGER); DROP TABLE own;";
                command.ExecuteNonQuery();
            }
            using var together = new Barrier(8);
            var all = Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(() =>
            {
                together.SignalAndWait();
                using var index = AuditIndex.Open(folder);
                return index.Version;
            }, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
            Assert.All(await Task.WhenAll(all), version => Assert.Equal(2, version));
        }
    }

    [Fact]
    public async Task The_index_drops_what_the_files_drop()
    {
        await using (var log = AuditLog.Open(Options() with { RotateAt = 4096, KeepFiles = 2 }, TimeProvider.System))
        {
            using var early = AuditIndex.Open(_folder);
            for (var i = 0; i < 200; i++)
            {
                await log.AppendAsync(Line($"{i}"));
                if (i == 20) early.CatchUp(_folder);
            }
        }
        using var index = AuditIndex.Open(_folder);
        index.CatchUp(_folder);
        Assert.Equal(AuditFiles.All(_folder).SelectMany(File.ReadLines), index.Query(new() { Limit = 1000 }).Reverse());
    }

    [Fact]
    public async Task Files_are_rotated_and_old_ones_removed_without_a_break_in_the_rest()
    {
        await using (var log = AuditLog.Open(Options() with { RotateAt = 4096, KeepFiles = 3 }, TimeProvider.System))
            for (var i = 0; i < 200; i++) await log.AppendAsync(Line($"{i}"));
        Assert.InRange(AuditFiles.All(_folder).Count, 2, 4);
        Assert.Empty(AuditVerifier.Run(_folder, Pem()).Faults);
    }

    [Fact]
    public async Task A_second_writer_is_refused()
    {
        await using var log = AuditLog.Open(Options(), TimeProvider.System);
        Assert.Throws<AuditUnavailableException>(() => AuditLog.Open(Options(), TimeProvider.System));
    }

    [Fact]
    public async Task Queries_find_what_was_written_also_when_the_index_was_lost()
    {
        await using (var log = AuditLog.Open(Options() with { HasIndex = true }, TimeProvider.System))
        {
            await log.AppendAsync(AuditLine.Members(Call("10.0.0.5", "LAB\\alice"), new Verdict(true, null, 0, AuditDemand.Line)));
            await log.AppendAsync(AuditLine.Members(Call("10.0.0.6", "LAB\\bob"), new Verdict(false, null, 5, AuditDemand.Line)));
        }
        foreach (var isLost in new[] { false, true })
        {
            if (isLost) foreach (var file in Directory.GetFiles(_folder, "audit.db*")) File.Delete(file);
            using var index = AuditIndex.Open(_folder);
            index.CatchUp(_folder);
            Assert.Equal(2, index.Version);
            Assert.Contains("alice", Assert.Single(index.Query(new() { Client = "10.0.0.5" })));
            Assert.Contains("bob", Assert.Single(index.Query(new() { Verdict = "deny" })));
            Assert.Single(index.Query(new() { Account = "LAB\\a*" }));
            Assert.Equal(
                2,
                index.Query(new()
                {
                    Operation = "CreateServiceW", Since = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
                    Until = new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero)
                }).Count());
            Assert.Empty(index.Query(new() { Account = "' OR 1=1 --" }));
        }
    }

    [Theory]
    [InlineData("zeek", "\tsvcctl\tCreateServiceW")]
    [InlineData("rpcfw", "\"EventID\":3")]
    [InlineData("ecs", "\"source\":{\"ip\":\"10.0.0.5\"")]
    [InlineData("syslog", "<108>1 2026-01-01T12:00:00.000000Z host sekimori ")]
    public void A_line_is_handed_on_in_the_form_that_others_read(string format, string expected)
    {
        var members = AuditLine.Members(Call("10.0.0.5", "LAB\\alice"), new Verdict(false, null, 5, AuditDemand.Line));
        Assert.Contains(expected, AuditExport.Convert(format, "{" + Encoding.UTF8.GetString(members) + "}", "host"));
    }

    private async Task Write(int lines)
    {
        await using var log = AuditLog.Open(Options(), TimeProvider.System);
        for (var i = 1; i <= lines; i++) await log.AppendAsync(Line($"{i}"));
    }

    private AuditOptions Options() => new() { Folder = _folder, HasIndex = false };

    private string Pem()
    {
        using var key = AuditKey.Open(_folder);
        return key.PublicPem;
    }

    private static byte[] Line(string text) => AuditLine.Members("change", DateTimeOffset.UtcNow, [new("text", text)]);

    private static Observation Call(string client, string account) => new()
    {
        Time = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero), Source = ObservationSource.Server, Kind = ObservationKind.Call,
        Client = new(System.Net.IPAddress.Parse(client), 4711),
        Server = new(System.Net.IPAddress.Loopback, 135), Account = account, Interface = InterfaceCatalogue.Find("svcctl")[0], Opnum = 12,
    };
}
