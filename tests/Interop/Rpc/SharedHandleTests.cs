using Sekimori.Client.Rpc;
using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.TestHost.Interfaces;

namespace Sekimori.Interop.Rpc;

/// <summary>
/// What smbtorture's lsarpc-shared means to test, with our own client: handles are shared by the connections of a group and go with the
/// last of them.
/// </summary>
public sealed class SharedHandleTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_handle_is_good_on_every_connection_of_its_group_and_outlives_the_one_that_opened_it()
    {
        await using var first = await ConnectAsync(0);
        await using var second = await ConnectAsync(first.Client.Group);
        var handle = (await first.Lsa.LsarOpenPolicy2Async(null, new(24, null, null, 0, null, null), 0, Token)).Handle;
        Assert.Equal(0u, (await second.Lsa.LsarQuerySecurityObjectAsync(handle, 0, Token)).Status);
        await first.DisposeAsync();
        await using var third = await ConnectAsync(second.Client.Group);
        Assert.Equal(0u, (await third.Lsa.LsarQuerySecurityObjectAsync(handle, 0, Token)).Status);
        Assert.Equal(ContextHandle.Null, (await third.Lsa.LsarCloseAsync(handle, Token)).Handle);
        await MismatchAsync(() => second.Lsa.LsarQuerySecurityObjectAsync(handle, 0, Token));
    }

    [Fact]
    public async Task A_group_ends_with_its_last_connection()
    {
        var first = await ConnectAsync(0);
        var group = first.Client.Group;
        await first.DisposeAsync();
        // The server hears of the end a moment later.
        for (var i = 0; i < 100 && await IsThereAsync(group); i++) await Task.Delay(20, Token);
        Assert.False(await IsThereAsync(group));
    }

    [Fact]
    public async Task Another_group_and_another_interface_do_not_know_the_handle()
    {
        await using var first = await ConnectAsync(0);
        await using var stranger = await ConnectAsync(0);
        var handle = (await first.Lsa.LsarOpenPolicy2Async(null, new(24, null, null, 0, null, null), 0, Token)).Handle;
        await MismatchAsync(() => stranger.Lsa.LsarQuerySecurityObjectAsync(handle, 0, Token));
        var sam = new SamRpcClient(await first.Client.BindAsync(ISamRpc.Info.Id, Token));
        await MismatchAsync(() => sam.SamrCloseHandleAsync(handle, Token));
    }

    private static async Task MismatchAsync<T>(Func<ValueTask<T>> call) =>
        Assert.Equal(RpcStatus.ContextMismatch, (await Assert.ThrowsAsync<RpcFaultException>(async () => await call())).Status);

    private async Task<bool> IsThereAsync(uint group)
    {
        try
        {
            await using var connection = await ConnectAsync(group);
            return true;
        }
        catch (RpcConnectionException)
        {
            return false;
        }
    }

    private async Task<Connection> ConnectAsync(uint group)
    {
        var (client, channel) = await RpcClient.ConnectAsync(
            new RpcBinding(fixture.Address, fixture.Host.Dynamic[0].Port), ILsaRpc.Info.Id, new RpcClientOptions { Group = group }, Token);
        return new(client, new LsaRpcClient(channel));
    }

    private sealed record Connection(RpcClient Client, ILsaRpc Lsa) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Client.DisposeAsync();
    }
}
