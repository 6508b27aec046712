using Sekimori.Client.Rpc;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Rpc;

/// <summary>
/// How a client ends a connection, and requests whose answers nobody waits for: whatever the peer does, nothing waits without an end.
/// </summary>
public sealed class ClosingTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_peer_that_neither_answers_nor_closes_is_left_and_the_socket_closed()
    {
        await using var server = await RunningServer.StartAsync(null, new ServedInterface(new WaitingInterface()));
        await using var relay = new DeafRelay(server.Port);
        var (client, channel) = await ConnectAsync(relay.Port);
        await channel.PostAsync(0, default, null, Token);
        await client.DisposeAsync().AsTask().WaitAsync(Long, Token);
        await client.Ended.WaitAsync(Long, Token);
        await UntilClosedAsync(client);
    }

    [Fact]
    public async Task A_peer_that_does_not_read_holds_up_a_post_until_its_token_and_no_disposal()
    {
        await using var server = await RunningServer.StartAsync(null, new ServedInterface(new WaitingInterface()));
        await using var relay = new DeafRelay(server.Port);
        var (client, channel) = await ConnectAsync(relay.Port);
        relay.Reads = false;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            for (var i = 0; i < 200; i++) await channel.PostAsync(0, new byte[256 * 1024], null, limit.Token);
        });
        await client.DisposeAsync().AsTask().WaitAsync(Long, Token);
        await UntilClosedAsync(client);
    }

    [Fact]
    public async Task Posts_have_no_more_places_than_calls()
    {
        await using var server = await RunningServer.StartAsync(null, new ServedInterface(new WaitingInterface()));
        var (client, channel) = await ConnectAsync(server.Port, places: 4);
        await using var _ = client;
        for (var i = 0; i < 4; i++) await channel.PostAsync(0, default, null, Token);
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await channel.PostAsync(0, default, null, limit.Token));
    }

    [Fact]
    public async Task The_answer_to_a_post_gives_its_place_back()
    {
        await using var server = await RunningServer.StartAsync(null, new ServedInterface(new WaitingInterface()));
        var (client, channel) = await ConnectAsync(server.Port, places: 1);
        await using var _ = client;
        for (var i = 0; i < 20; i++) await channel.PostAsync(1, new byte[] { 1 }, null, Token);
        // Faults, too, are answers.
        await channel.PostAsync(2, default, null, Token);
        Assert.Equal([5], (await channel.CallAsync(1, new byte[] { 5 }, null, Token)).Stub.ToArray());
    }

    [Fact]
    public async Task A_post_on_a_connection_that_has_ended_fails()
    {
        var server = await RunningServer.StartAsync(null, new ServedInterface(new WaitingInterface()));
        var (client, channel) = await ConnectAsync(server.Port);
        await server.DisposeAsync();
        await client.Ended.WaitAsync(Long, Token);
        Assert.True(client.IsOver);
        await Assert.ThrowsAsync<RpcConnectionException>(async () => await channel.PostAsync(0, default, null, Token));
        await client.DisposeAsync();
        await UntilClosedAsync(client);
    }

    [Fact]
    public async Task Calls_that_wait_for_a_place_end_with_the_connection_like_those_that_have_one()
    {
        var waiting = new WaitingInterface();
        await using var server = await RunningServer.StartAsync(null, new ServedInterface(waiting));
        var (client, channel) = await ConnectAsync(server.Port, places: 1);
        Task[] calls = [.. Enumerable.Range(0, 5).Select(_ => channel.CallAsync(0, default, null, Token).AsTask())];
        await waiting.Entered.WaitAsync(Token);
        await Task.WhenAll(client.DisposeAsync().AsTask(), client.DisposeAsync().AsTask());
        foreach (var call in calls) await Assert.ThrowsAsync<RpcConnectionException>(() => call.WaitAsync(Long, Token));
        await waiting.Cancelled.Task.WaitAsync(Long, Token);
        await UntilClosedAsync(client);
    }

    private static async Task<(RpcClient, RpcChannel)> ConnectAsync(int port, int places = 256)
    {
        var client = await RpcClient.ConnectAsync(new RpcBinding("127.0.0.1", port), new()
        {
            Limits = RpcClientLimits.Default with { MaxConcurrentCalls = places },
        }, Token);
        return (client, await client.BindAsync(EchoInterface.EchoId, Token));
    }

    private static async Task UntilClosedAsync(RpcClient client)
    {
        for (var i = 0; i < 600 && !client.IsClosed; i++) await Task.Delay(50, Token);
        Assert.True(client.IsClosed);
    }
}
