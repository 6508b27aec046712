using Sekimori.Client.Wmi;
using Sekimori.Ndr;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Server.Tests.Client.Wmi;

/// <summary>The client gives objects back without waiting for the answer: no server can hold it up, or keep its connection.</summary>
public sealed class WmiReleaseTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_does_not_answer_a_release_does_not_hold_up_the_end()
    {
        using var gate = new ManualResetEventSlim();
        using var given = new SemaphoreSlim(0);
        await using var fake = await StartAsync();
        fake.Released = () =>
        {
            given.Release();
            gate.Wait(Long);
        };
        try
        {
            var wmi = await fake.ConnectAsync(timeout: 60);
            Assert.Equal(1, await wmi.QueryAsync("SELECT * FROM Test_Row", Token).CountAsync(Token));
            await given.WaitAsync(Token);
            // The server is at the first release, and does not even read the second.
            await wmi.DisposeAsync().AsTask().WaitAsync(Long, Token);
            Assert.False(gate.IsSet);
        }
        finally
        {
            gate.Set();
        }

        await fake.UntilReleasedAsync();
    }

    [Fact]
    public async Task A_server_that_has_gone_does_not_hold_up_the_end()
    {
        var fake = await StartAsync();
        var wmi = await fake.ConnectAsync(timeout: 60);
        Assert.Equal(1, await wmi.QueryAsync("SELECT * FROM Test_Row", Token).CountAsync(Token));
        await fake.DisposeAsync();
        await wmi.DisposeAsync().AsTask().WaitAsync(Long, Token);
        await wmi.DisposeAsync().AsTask().WaitAsync(Long, Token);
    }

    [Fact]
    public async Task A_query_that_runs_ends_with_the_client()
    {
        using var gate = new ManualResetEventSlim();
        using var asked = new SemaphoreSlim(0);
        await using var fake = await StartAsync();
        fake.Rows = (RpcCall _, ref NdrWriter writer) =>
        {
            asked.Release();
            gate.Wait(Long);
            WmiPeerTests.WriteRows(ref writer, 2, [7], true);
        };
        try
        {
            var wmi = await fake.ConnectAsync(timeout: 60);
            var query = wmi.QueryAsync("SELECT * FROM Test_Row", Token).CountAsync(Token).AsTask();
            await asked.WaitAsync(Token);
            await wmi.DisposeAsync().AsTask().WaitAsync(Long, Token);
            var lost = await Assert.ThrowsAsync<WmiClientException>(() => query.WaitAsync(Long, Token));
            Assert.Equal(WmiFailure.ConnectionLost, lost.Failure);
        }
        finally
        {
            gate.Set();
        }
    }

    private static async Task<FakeWmi> StartAsync()
    {
        var fake = await FakeWmi.StartAsync();
        fake.Services = fake.Enumerate;
        fake.Rows = static (RpcCall _, ref NdrWriter writer) => WmiPeerTests.WriteRows(ref writer, 2, [7], true);
        return fake;
    }
}
