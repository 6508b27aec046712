using System.Diagnostics;
using System.Net;
using Sekimori.Guard.Policy;
using Sekimori.Observations;
using Sekimori.Storage.Audit;

namespace Sekimori.Interop.Storage;

/// <summary>The audit log in PostgreSQL: Debian's server, which may go away and come back.</summary>
[Trait("Peer", "postgresql")]
public sealed class AuditDatabaseTests(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset NewYear = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("sekimori-audit-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Queries_find_in_PostgreSQL_what_they_find_in_SQLite()
    {
        var database = await server.NewDatabaseAsync();
        await using (var log = Open(database))
        {
            string[] accounts = ["", @"LAB\alice", @"lab\ALBERT", "bob_1", "bobx1", "a%b", "x\0y"];
            for (var at = 0; at < 700; at++)
                await log.WriteAsync(
                    AuditLine.Members(
                    Call(at % 3 == 0 ? "2001:db8::5" : $"10.0.0.{at % 5}", accounts[at % accounts.Length], NewYear.AddHours(at)),
                    new Verdict(at % 4 != 0, null, 5, AuditDemand.Line)));
        }
        await using (var log = Open(database)) await CaughtUpAsync(log); // the head that was signed at the end, too
        using var index = AuditIndex.Open(_folder);
        index.CatchUp(_folder);
        var asked = 0;
        foreach (var query in Queries())
        {
            var expected = index.Query(query).Order(StringComparer.Ordinal).ToList();
            var found = await AuditDatabase.Parse(database).QueryAsync(query, TestContext.Current.CancellationToken);
            Assert.Equal(expected, found.Order(StringComparer.Ordinal));
            if (expected.Count > 0) asked++;
        }
        Assert.True(asked >= 10, $"only {asked} queries found anything");
        Assert.Equal(
            await PostgresServer.AskAsync<long>(database, "SELECT count(DISTINCT (time AT TIME ZONE 'UTC')::date) FROM sekimori_lines"),
            await PostgresServer.AskAsync<long>(database, "SELECT count(*) FROM pg_inherits WHERE inhparent = 'sekimori_lines'::regclass"));
        Assert.True(
            await PostgresServer.AskAsync<bool>(
            database,
            "SELECT bool_and(relname = 'sekimori_lines_' || to_char(time AT TIME ZONE 'UTC', 'YYYYMMDD')) FROM sekimori_lines l JOIN " +
            "pg_class c ON c.oid = l.tableoid"));
        Assert.Equal(2, await PostgresServer.AskAsync<int>(database, "SELECT version FROM sekimori_schema"));
    }

    [Fact]
    public async Task A_database_that_crashes_under_load_holds_up_nobody_and_has_each_line_once_when_it_is_back()
    {
        var database = await server.NewDatabaseAsync();
        var states = new List<bool>();
        await using var log = Open(database, new() { Folder = _folder, RotateAt = 64 * 1024, HasIndex = false },
            failure => { lock (states) states.Add(failure is null); });
        using var end = new CancellationTokenSource();
        var slowest = TimeSpan.Zero;
        var load = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                var watch = Stopwatch.StartNew();
                await log.AppendAsync(Line("under load"));
                if (watch.Elapsed > slowest) slowest = watch.Elapsed;
                await Task.Delay(1);
            }
        });
        for (var round = 0; round < 2; round++)
        {
            var before = log.Sequence - log.DatabaseBehind;
            await Until(() => log.Sequence - log.DatabaseBehind > before + 100, "the database is not fed");
            server.Crash();
            await Until(() => log.DatabaseFailure is not null, "the database is away and nobody says so");
            var written = log.Sequence;
            await Until(() => log.Sequence > written + 200, "the log does not go on without the database");
            server.Start();
            await Until(() => log.DatabaseFailure is null, "the database is back and nobody feeds it");
        }
        await end.CancelAsync();
        await load;
        await CaughtUpAsync(log);
        Assert.True(slowest < TimeSpan.FromSeconds(3), $"a line waited {slowest}");
        Assert.Equal(log.Sequence, await PostgresServer.AskAsync<long>(database, "SELECT count(*) FROM sekimori_lines"));
        Assert.Equal(log.Sequence, await PostgresServer.AskAsync<long>(database, "SELECT count(DISTINCT seq) FROM sekimori_lines"));
        Assert.Equal([false, true, false, true], states);
        Assert.Empty(AuditVerifier.Run(_folder, log.PublicPem).Faults);
    }

    [Fact]
    public async Task A_server_that_begins_without_its_database_feeds_it_when_it_is_there()
    {
        var database = await server.NewDatabaseAsync();
        server.Crash();
        await using var log = Open(database);
        Assert.Equal(1, await log.AppendAsync(Line("alone")).AsTask().WaitAsync(TimeSpan.FromSeconds(5)));
        await Until(() => log.DatabaseFailure is not null, "the database is away and nobody says so");
        server.Start();
        await CaughtUpAsync(log);
        Assert.Single(await AuditDatabase.Parse(database).QueryAsync(new() { Text = "alone" }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_log_goes_on_where_it_was_and_one_that_was_begun_anew_is_a_part_of_its_own()
    {
        var database = await server.NewDatabaseAsync();
        for (var run = 0; run < 2; run++)
        {
            await using var log = Open(database);
            await log.AppendAsync(Line($"run {run}"));
            await CaughtUpAsync(log);
        }
        Assert.Equal(1, await PostgresServer.AskAsync<long>(database, "SELECT count(*) FROM sekimori_logs"));
        foreach (var file in AuditFiles.All(_folder)) File.Delete(file);
        await using (var log = Open(database))
        {
            await log.AppendAsync(Line("anew"));
            await CaughtUpAsync(log);
        }
        Assert.Equal(2, await PostgresServer.AskAsync<long>(database, "SELECT count(*) FROM sekimori_logs"));
        Assert.Equal(3, await PostgresServer.AskAsync<long>(database, "SELECT count(*) FROM sekimori_lines WHERE type = 'change'"));
    }

    [Fact]
    public async Task A_line_that_somebody_made_unreadable_does_not_hold_up_those_behind_it()
    {
        var database = await server.NewDatabaseAsync();
        await using (var log = AuditLog.Open(new() { Folder = _folder, HasIndex = false }, TimeProvider.System))
            for (var at = 0; at < 5; at++) await log.AppendAsync(Line($"{at}"));
        var file = AuditFiles.All(_folder)[0];
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"text\":\"2\"", "\"text\":\"\u0001\"", StringComparison.Ordinal)
            .Replace("\"text\":\"3\"", "\"text:\"3\"", StringComparison.Ordinal));
        await using (var log = Open(database)) await CaughtUpAsync(log);
        Assert.Equal(2, await PostgresServer.AskAsync<long>(database, "SELECT count(*) FROM sekimori_lines WHERE type = 'unreadable'"));
        Assert.Equal(3, await PostgresServer.AskAsync<long>(database, "SELECT count(*) FROM sekimori_lines WHERE type = 'change'"));
    }

    [Fact]
    public async Task Days_that_are_not_kept_are_dropped()
    {
        var database = await server.NewDatabaseAsync();
        await using (var log = Open(database, keepDays: 3))
        {
            for (var day = 0; day < 6; day++)
            {
                await log.AppendAsync(AuditLine.Members(Call("10.0.0.1", "bob", NewYear.AddDays(day))));
                await CaughtUpAsync(log);
            }
        }
        Assert.Equal(
            3, await PostgresServer.AskAsync<long>(
            database, "SELECT count(*) FROM sekimori_lines WHERE type = 'call' AND time >= '2026-01-04' AND time < '2026-01-07'"));
        Assert.Equal(0, await PostgresServer.AskAsync<long>(database, "SELECT count(*) FROM sekimori_lines WHERE time < '2026-01-04'"));
    }

    [Fact]
    public async Task Tables_of_a_later_version_are_left_alone()
    {
        var database = await server.NewDatabaseAsync();
        await PostgresServer.ExecuteAsync(
            database, "CREATE TABLE sekimori_schema (version integer NOT NULL); INSERT INTO sekimori_schema VALUES (99)");
        await using var log = Open(database);
        await Until(() => log.DatabaseFailure is not null, "tables of version 99 were taken");
        Assert.Contains("version 99", log.DatabaseFailure!.Message);
    }

    [Fact]
    public async Task Tables_of_the_first_version_are_brought_up_to_date_with_their_lines()
    {
        var database = await server.NewDatabaseAsync();
        await using (var log = Open(database))
        {
            await log.AppendAsync(Line("before"));
            await CaughtUpAsync(log);
        }
        await PostgresServer.ExecuteAsync(database, "DROP INDEX sekimori_lines_type; UPDATE sekimori_schema SET version = 1");
        await using (var log = Open(database))
        {
            await log.AppendAsync(Line("after"));
            await CaughtUpAsync(log);
        }
        Assert.Equal(2, await PostgresServer.AskAsync<int>(database, "SELECT version FROM sekimori_schema"));
        Assert.Equal(
            1, await PostgresServer.AskAsync<long>(database, "SELECT count(*) FROM pg_class WHERE relname = 'sekimori_lines_type'"));
        Assert.Equal(2, await PostgresServer.AskAsync<long>(database, "SELECT count(*) FROM sekimori_lines WHERE type = 'change'"));
    }

    [Fact]
    public async Task A_wrong_password_is_told_without_the_password()
    {
        var database = (await server.NewDatabaseAsync()).Replace("1234", "9876", StringComparison.Ordinal);
        await using var log = Open(database);
        await Until(() => log.DatabaseFailure is not null, "a wrong password was taken");
        Assert.Contains("28P01", log.DatabaseFailure!.Message);
        Assert.DoesNotContain("9876", log.DatabaseFailure.ToString());
        var asked = await Assert.ThrowsAsync<AuditUnavailableException>(() =>
            AuditDatabase.Parse(database).QueryAsync(new(), TestContext.Current.CancellationToken));
        Assert.DoesNotContain("9876", asked.ToString());
    }

    private static IEnumerable<AuditQuery> Queries()
    {
        var all = new AuditQuery { Limit = 10_000 };
        yield return all;
        yield return all with { Client = "10.0.0.1" };
        yield return all with { Client = "2001:db8::5" };
        yield return all with { Client = "nobody" };
        foreach (var account in (string[])[@"LAB\alice", @"LAB\*", "bob_1", "bob_*", "a%b", "a%*", "' OR 1=1 --", @"*\*"])
            yield return all with { Account = account };
        yield return all with { Type = "call", Verdict = "deny" };
        yield return all with { Operation = "CreateServiceW", Since = NewYear.AddDays(3), Until = NewYear.AddDays(9) };
        yield return all with { Interface = InterfaceCatalogue.Find("svcctl")[0].UuidText };
        yield return all with { Text = "BOB_1" };
        yield return all with { Text = "bob%1" };
    }

    private AuditLog Open(string database, AuditOptions? options = null, Action<Exception?>? changed = null, int keepDays = 0) =>
        AuditLog.Open((options ?? new() { Folder = _folder, HasIndex = false }) with
        {
            Database = AuditDatabase.Parse(database, keepDays, changed)
        }, TimeProvider.System);

    private static Task CaughtUpAsync(AuditLog log) => Until(() => log.DatabaseBehind == 0, "the database is not caught up");

    private static async Task Until(Func<bool> condition, string otherwise)
    {
        var waiting = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(waiting.Elapsed < Soon, otherwise);
            await Task.Delay(20);
        }
    }

    private static byte[] Line(string text) => AuditLine.Members("change", DateTimeOffset.UtcNow, [new("text", text)]);

    private static Observation Call(string client, string account, DateTimeOffset time) => new()
    {
        Time = time, Source = ObservationSource.Server, Kind = ObservationKind.Call, Client = new(IPAddress.Parse(client), 4711),
        Server = new(IPAddress.Loopback, 135), Account = account,
        Interface = InterfaceCatalogue.Find("svcctl")[0], Opnum = 12,
    };
}
