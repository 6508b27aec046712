using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Server.Listening;
using Sekimori.Server.WsMan;

namespace Sekimori.Server.Tests.WsMan;

/// <summary>One listener: what it takes, and how it ends.</summary>
public sealed class WsManPortTests
{
    private static readonly IPAddress Here = IPAddress.Parse("127.0.0.12"), There = IPAddress.Parse("127.0.0.13");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_port_that_closes_takes_nobody_and_answers_who_is_under_way()
    {
        var (entered, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var (port, end) = await OpenAsync("wsman", async context =>
        {
            entered.SetResult();
            await go.Task;
            await context.Response.WriteAsync("answered");
        });
        using var client = new HttpClient();
        var asked = client.GetAsync(new Uri($"http://{end}/wsman"), Token);
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);
        var closed = port.CloseAsync(CancellationToken.None);
        using var late = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => late.ConnectAsync(end.Address, end.Port, Token).AsTask());
        Assert.False(closed.IsCompleted);
        go.SetResult();
        using var answer = await asked;
        Assert.Equal("answered", await answer.Content.ReadAsStringAsync(Token));
        await closed.WaitAsync(TimeSpan.FromSeconds(10), Token);
        // The port is free for the next listener.
        using var again = new ListenSockets();
        again.Open(end.Address, end.Port);
    }

    [Fact]
    public async Task A_port_that_closes_cuts_off_who_is_under_way_at_its_limit()
    {
        var entered = new TaskCompletionSource();
        var (port, end) = await OpenAsync("wsman", async context =>
        {
            entered.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var client = new HttpClient();
        var asked = client.GetAsync(new Uri($"http://{end}/wsman"), Token);
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await port.CloseAsync(limit.Token).WaitAsync(TimeSpan.FromSeconds(10), Token);
        await Assert.ThrowsAsync<HttpRequestException>(() => asked);
    }

    [Theory]
    [InlineData("wsman", "/wsman", "/wsman")]
    [InlineData("wsman", "/manage/it", "/manage/it")]
    [InlineData("manage/it", "/Manage/It", "/wsman")]
    [InlineData("manage/it", "/manage/it/SubscriptionManager/WEC", "/wsman/SubscriptionManager/WEC")]
    [InlineData("manage/it", "/wsman", "/")]
    [InlineData("manage/it", "/manage/items", "/")]
    [InlineData("manage/it", "/wsman-anon/identify", "/wsman-anon/identify")]
    public async Task Requests_below_the_prefix_are_those_of_wsman(string prefix, string path, string seen)
    {
        var (port, end) = await OpenAsync(prefix, context => context.Response.WriteAsync(context.Request.Path));
        await using (port)
        {
            using var client = new HttpClient();
            Assert.Equal(seen, await client.GetStringAsync(new Uri($"http://{end}{path}"), Token));
            // On the same connection, by the same context.
            port.Prefix = "wsman";
            Assert.Equal(path, await client.GetStringAsync(new Uri($"http://{end}{path}"), Token));
        }
    }

    [Fact]
    public void A_port_that_is_taken_on_one_of_two_addresses_is_open_on_neither()
    {
        using var sockets = new ListenSockets();
        var taken = sockets.Open(Here, 0).Port;
        var failure = Assert.Throws<ListenException>(() => sockets.OpenAll([There, Here], taken));
        Assert.Equal(SocketError.AddressAlreadyInUse, failure.Error);
        Assert.Equal(taken, sockets.Open(There, taken).Port);
    }

    private static async Task<(WsManPort Port, IPEndPoint End)> OpenAsync(string prefix, RequestDelegate handler)
    {
        using var sockets = new ListenSockets();
        var ends = sockets.OpenAll([Here], 0);
        return (await WsManPort.OpenAsync(ends, sockets, prefix, static _ => { }, handler, NullLoggerFactory.Instance), ends[0]);
    }
}
