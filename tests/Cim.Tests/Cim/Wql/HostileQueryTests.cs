using System.Diagnostics;
using System.Text;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Guard;

namespace Sekimori.Cim.Tests.Wql;

public class HostileQueryTests
{
    private static readonly CimCaller _reader = new(new Caller("reader", Role.Reader, "Local", ProtectionLevel.Privacy), null);

    public static TheoryData<string, CimStatus> Hostile => new()
    {
        { "SELECT * FROM Win32_Process WHERE Name = '" + new string('x', 1 << 20) + "'", CimStatus.QuotaViolation },
        { "SELECT * FROM Win32_Process WHERE " + new string('(', 10_000) + "Name='x'" + new string(')', 10_000), CimStatus.QuotaViolation },
        { "SELECT * FROM Win32_Process WHERE " + string.Concat(Enumerable.Repeat("NOT ", 10_000)) + "Name='x'", CimStatus.QuotaViolation },
        { "SELECT * FROM Win32_Process WHERE " + string.Join(" OR ", Enumerable.Repeat("A=1", 8_000)), CimStatus.QuotaViolation },
        { "SELECT " + string.Join(",", Enumerable.Repeat("Name", 10_000)) + " FROM Win32_Process", CimStatus.QuotaViolation },
        { "SELECT " + string.Join(".", Enumerable.Repeat("Name", 10_000)) + " FROM Win32_Process", CimStatus.QuotaViolation },

        {
            "SELECT * FROM Win32_Process WHERE Name LIKE '" + string.Concat(Enumerable.Repeat("%a", 20_000)) + "b'",
            CimStatus.QuotaViolation
        },
        { "ASSOCIATORS OF {Win32_Process.Handle=\"" + new string('\\', 50_000), CimStatus.InvalidQuery },
        { "ASSOCIATORS OF {Win32_Process.Handle=\"" + new string('a', 50_000) + "\"}", CimStatus.InvalidQuery },
        { "SELECT * FROM " + new string('C', 60_000), CimStatus.InvalidClass },
        { "SELECT * FROM Win32_Process WHERE ProcessId = " + new string('9', 60_000), CimStatus.InvalidQuery },
        { "SELECT * FROM Win32_Process WHERE ProcessId = 1e" + new string('9', 60_000), CimStatus.InvalidQuery },
        { new string('\0', 60_000), CimStatus.InvalidQuery },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task A_hostile_query_gives_a_named_error_in_bounded_time_and_memory(string query, CimStatus expected)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        var e = await Assert.ThrowsAnyAsync<CimException>(async () =>
            await (await TestData.Manager.QueryAsync(TestData.Space, query, _reader, CancellationToken.None)).Instances.CountAsync());
        Assert.Equal(expected, e.Status);
        Assert.InRange(clock.ElapsedMilliseconds, 0, 1000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
        Assert.InRange(e.Message.Length, 1, 300);
    }

    [Fact]
    public async Task Random_text_is_a_named_error_or_an_answer()
    {
        var random = new Random(1);
        string[] words = ["SELECT", "*", "FROM", "Win32_Process", "WHERE", "Name", "=", "'x'", "\"", "(", ")", "AND", "OR", "NOT", "LIKE",
            "IS", "NULL", "ISA",
            "ASSOCIATORS", "OF", "{", "}", "Win32_Process.Handle=\"4\"", "1", "-", "\\", ",", "meta_class", "__this", "<", "KeysOnly",
            "ResultClass", "\u00e9", "\ud83d"];
        for (var i = 0; i < 50_000; i++)
        {
            var query = new StringBuilder();
            for (var n = random.Next(12); n >= 0; n--)
                query.Append(words[random.Next(words.Length)]).Append(random.Next(3) == 0 ? "" : " ");
            try
            {
                await (await TestData.Manager.QueryAsync(
                    TestData.Space, query.ToString(), _reader, CancellationToken.None)).Instances.CountAsync();
            }
            catch (CimException e)
            {
                Assert.NotEqual(CimStatus.ProviderFailure, e.Status);
            }
        }
    }
}
