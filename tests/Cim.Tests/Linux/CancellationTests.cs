using Sekimori.Cim.Model;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Tests;

/// <summary>Nobody waits for the answer any more: whatever goes through files, processes or logs ends.</summary>
public class CancellationTests
{
    public static TheoryData<string, string> Concrete => EveryClassTests.Concrete;

    [Theory]
    [MemberData(nameof(Concrete))]
    public async Task Every_provider_ends_with_its_token(string space, string name)
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var seen = 0;
        try
        {
            await foreach (var _ in await Host.Manager.EnumerateAsync(space, name, Host.Reader, cancelled.Token))
                seen++;
        }
        catch (OperationCanceledException)
        {
        }
        catch (CimException e) when (e.Status == CimStatus.NotAvailable)
        {
        }
        Assert.Equal(0, seen);
    }

    [Fact]
    public void The_search_for_the_owners_of_sockets_ends_with_its_token() =>
        Assert.Throws<OperationCanceledException>(() => SocketOwners.Read("/proc", new CancellationToken(true)));

    [Theory]
    [InlineData("SELECT Name FROM Win32_Process WHERE Name LIKE '%[z]%'")]
    [InlineData("SELECT * FROM Win32_PerfRawData_PerfProc_Process")]
    [InlineData("SELECT * FROM Win32_GroupUser")]
    public async Task A_query_ends_with_its_token(string query)
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await (await Host.Manager.QueryAsync(Host.Space, query, Host.Reader, cancelled.Token)).Instances.CountAsync());
    }

    [Fact]
    public async Task Who_waits_for_anothers_work_need_not_wait_to_its_end()
    {
        var kept = new KeeperUpdates([]);
        using var go = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        var first = Task.Run(() => kept.Get(() =>
        {
            begun.Set();
            go.Wait();
            return [];
        }, CancellationToken.None), TestContext.Current.CancellationToken);
        begun.Wait(TestContext.Current.CancellationToken);
        Assert.ThrowsAny<OperationCanceledException>(() => kept.Get(() => [], new CancellationToken(true)));
        go.Set();
        Assert.Empty(await first);
    }
}
