using System.Globalization;
using System.Text;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Tests;

public class EventLogProviderTests
{
    private const string Remote = "/lib/systemd/systemd-journal-remote";

    [Fact]
    public async Task Events_come_from_a_journal_file_newest_first_and_conditions_reach_journalctl()
    {
        if (!File.Exists(Remote))
            Assert.Skip("systemd-journal-remote is not installed; it makes the journal that this reads");
        using var tree = new FakeTree();
        var start = new DateTimeOffset(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);
        var export = new StringBuilder();
        Entry(export, start, 0, 6, "sshd", "Accepted publickey", "SYSLOG_FACILITY=10");
        Entry(export, start, 1, 3, "nginx", "worker died", "SYSLOG_FACILITY=3");
        Entry(export, start, 2, 4, "kernel", "temperature high", "_TRANSPORT=kernel");
        Entry(export, start, 3, 6, "app", "Grüße 日本", "_UID=0");
        tree.Write("journal.export", export.ToString());
        var file = Path.Combine(tree.Root, "test.journal");
        Tool.Run(Remote, "--output=" + file, Path.Combine(tree.Root, "journal.export"));
        var manager = new ObjectManagerBuilder().AddLinux(new LinuxSources { JournalFile = file }).Build();
        async Task<List<CimInstance>> Ask(string where) =>
            await (await manager.QueryAsync(
            Host.Space, "SELECT * FROM Win32_NTLogEvent " + where, Host.Reader, default)).Instances.ToListAsync();

        var all = await Ask("");
        Assert.Equal(["Grüße 日本", "temperature high", "worker died", "Accepted publickey"], all.Select(e => e["Message"].AsString));
        Assert.Equal(["Application", "System", "Application", "Security"], all.Select(e => e["Logfile"].AsString));
        Assert.Equal(["Information", "Warning", "Error", "Information"], all.Select(e => e["Type"].AsString));
        Assert.Equal("root", all[0]["User"].AsString);
        Assert.Equal(start.AddMinutes(3), all[0]["TimeWritten"].AsDateTime!.Value.Time.ToUniversalTime());
        Assert.Equal(4, all.Select(e => e["RecordNumber"].AsInt64).Distinct().Count());
        Assert.Equal("worker died", Assert.Single(await Ask("WHERE EventType = 1"))["Message"].AsString);
        Assert.Equal(2, (await Ask("WHERE TimeGenerated >= '20240501120200.000000+000'")).Count);
        Assert.Equal(
            "nginx",
            Assert.Single(await Ask("WHERE Logfile = 'Application' AND TimeWritten < '20240501120200.000000+000'"))["SourceName"].AsString);
        Assert.Empty(await Ask("WHERE Message LIKE '%nothing%'"));
    }

    [Fact]
    public void A_message_of_bytes_or_of_several_values_is_read()
    {
        var entry =
            Journal.Parse(
            """{"__REALTIME_TIMESTAMP":"1714564800000000","__CURSOR":"s=a;i=1f;b=c","MESSAGE":[72,105,255],"PRIORITY":"3","_UID":["1","2"]}""")!;
        Assert.Equal(("Hi\ufffd", 31UL, 3, 1u), (entry.Message, entry.Sequence, entry.Priority, entry.UserId));
        Assert.Null(Journal.Parse("{}"));
    }

    [Fact]
    public async Task A_journal_that_is_not_there_is_not_available()
    {
        Tool.Run("journalctl", "--version");
        var manager = new ObjectManagerBuilder().AddLinux(new LinuxSources { JournalFile = "/nonexistent.journal" }).Build();
        var e = await Assert.ThrowsAsync<CimException>(async () =>
            await (await manager.EnumerateAsync(Host.Space, "Win32_NTLogEvent", Host.Reader, default)).CountAsync());
        Assert.Equal(CimStatus.NotAvailable, e.Status);
    }

    // The journal's export format: a field a line, entries apart by an empty one.
    private static void Entry(StringBuilder to, DateTimeOffset start, int minute, int priority, string identifier, string message,
        string more)
    {
        var time = (start.AddMinutes(minute) - DateTimeOffset.UnixEpoch).Ticks / 10;
        to.Append(CultureInfo.InvariantCulture,
            $"__REALTIME_TIMESTAMP={time}\n__MONOTONIC_TIMESTAMP={1000 + minute}\n_BOOT_ID=4d2f0e5b3b0c4a7e9a6b1c2d3e4f5a6b\n");
        to.Append(CultureInfo.InvariantCulture,
            $"PRIORITY={priority}\nSYSLOG_IDENTIFIER={identifier}\n_HOSTNAME=testhost\nMESSAGE={message}\n{more}\n\n");
    }
}
