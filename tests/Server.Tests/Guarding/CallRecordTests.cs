using System.Text.Json;
using Sekimori.Client.Rpc;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Guarding;

/// <summary>The record of a call comes once, in its order, and does not wait for a call that goes on.</summary>
public class CallRecordTests
{
    private const string Open = "version: 1\nrules: [{ name: all, from: loopback, do: allow }]\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_that_goes_on_is_in_the_log_while_it_does()
    {
        await using var server = await GuardedServer.StartAsync(Open);
        await using var client = await RpcClient.ConnectAsync(server.Running.Binding, cancellationToken: Token);
        var channel = await client.BindAsync(EchoInterface.EchoId, Token);
        var waiting = channel.CallAsync(1, default, null, Token).AsTask();
        while (!Array.Exists(server.ReadLog(), line => IsCall(line))) await Task.Delay(20, Token);
        Assert.False(waiting.IsCompleted);
        server.Served.Evict();
        await waiting;
        Assert.Single(await server.StopAsync(), line => IsCall(line));
    }

    // Several requests that arrive together are answered together.
    [Fact]
    public async Task Calls_are_recorded_once_and_in_their_order()
    {
        await using var server = await GuardedServer.StartAsync(
            $"version: 1\nrules:\n  - {{ name: not this one, interface: {EchoInterface.EchoId.Uuid}, operation: 1, do: deny }}\n" +
            "  - { name: all, from: loopback, do: allow }\n");
        await using (var client = await RpcClient.ConnectAsync(server.Running.Binding, cancellationToken: Token))
        {
            var channel = await client.BindAsync(EchoInterface.EchoId, Token);
            for (var round = 0; round < 20; round++)
            {
                Task[] calls =
                [
                    .. Enumerable.Range(0, 10).Select(at =>
                        channel.CallAsync((ushort)(at == 5 ? 1 : 0), default, null, Token).AsTask() as Task)
                ];
                await Task.WhenAll(calls).ContinueWith(_ => { }, Token, TaskContinuationOptions.None, TaskScheduler.Default);
                Assert.Equal(9, calls.Count(call => call.IsCompletedSuccessfully));
            }
        }
        var ids = (await server.StopAsync()).Where(IsCall)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("call_id").GetInt32()).ToList();
        Assert.Equal(200, ids.Distinct().Count());
        Assert.Equal(200, ids.Count);
        Assert.Equal(ids.Order(), ids);
    }

    private static bool IsCall(string line) => line.Contains("\"type\":\"call\"", StringComparison.Ordinal);
}
