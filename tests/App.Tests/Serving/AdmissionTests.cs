using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Serving;

[Trait("Size", "Large")]
public class AdmissionTests
{
    // IPv6 where the machine has it.
    private static string[] Loopbacks => Socket.OSSupportsIPv6 ? ["127.0.0.1", "::1"] : ["127.0.0.1"];

    [Fact]
    public async Task Who_is_not_on_the_list_is_closed_at_once_and_logged()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServeCommand.StartAsync(folder, "--allow", "192.0.2.0/24", "--allow", "2001:db8::/32");
        foreach (var address in Loopbacks)
        {
            foreach (var port in new[] { server.RpcPort, server.DynamicPort, server.HttpPort, server.HttpsPort })
            {
                using var client = await ConnectAsync(address, port);
                Assert.True(await IsClosedAsync(client, seconds: 20), $"port {port} is open to {address}");
                var local = (IPEndPoint)client.Client.LocalEndPoint!;
                var line = $"closed {local} on {new IPEndPoint(IPAddress.Parse(address), port)}: address not on the allow list";
                await server.Command.WaitForAsync(c => c.Error.Contains(line, StringComparison.Ordinal), line);
            }
        }
    }

    // The addresses that are allowed when nothing is said are those of this machine.
    [Theory]
    [InlineData]
    [InlineData("--allow", "127.0.0.0/8", "--allow", "::1")]
    public async Task Who_is_on_the_list_stays(params string[] allow)
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServeCommand.StartAsync(folder, allow);
        await Task.WhenAll(
            from address in Loopbacks
            from port in new[] { server.RpcPort, server.HttpPort }
            select StaysAsync(address, port));

        static async Task StaysAsync(string address, int port)
        {
            using var client = await ConnectAsync(address, port);
            Assert.False(await IsClosedAsync(client), $"port {port} is closed to {address}");
        }
    }

    [Fact]
    public async Task One_family_on_the_list_does_not_let_the_other_in()
    {
        if (!Socket.OSSupportsIPv6)
            Assert.Skip("this machine has no IPv6");
        using var folder = new TemporaryFolder();
        await using var server = await ServeCommand.StartAsync(folder, "--allow", "::/0", "--without-policy");
        using var six = await ConnectAsync("::1", server.RpcPort);
        using var four = await ConnectAsync("127.0.0.1", server.RpcPort);
        Assert.True(await IsClosedAsync(four, seconds: 20));
        Assert.False(await IsClosedAsync(six));
    }

    [Fact]
    public async Task The_log_can_be_JSON_lines()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServeCommand.StartAsync(folder, "--allow", "192.0.2.0/24", "--log-format", "json");
        using var client = await ConnectAsync("127.0.0.1", server.RpcPort);
        // By its port, since a connection that was closed before this side had seen it was tried again.
        var own = client.Client.LocalEndPoint!.ToString()!;
        await server.Command.WaitForAsync(c => c.Error.Contains($"\"{own}\"", StringComparison.Ordinal), "a line about the refusal");
        using var line = JsonDocument.Parse(
            server.Command.Error.Split('\n').First(l => l.Contains($"\"{own}\"", StringComparison.Ordinal)));
        Assert.Equal("warn", line.RootElement.GetProperty("level").GetString());
        Assert.Equal("AddressRefused", line.RootElement.GetProperty("event").GetString());
        Assert.Equal(own, line.RootElement.GetProperty("values").GetProperty("remote").GetString());
    }

    private static async Task<TcpClient> ConnectAsync(string address, int port)
    {
        for (var tries = 0; ; tries++)
        {
            var client = new TcpClient(IPAddress.Parse(address).AddressFamily);
            try
            {
                await client.ConnectAsync(IPAddress.Parse(address), port);
                return client;
            }
            catch (SocketException failure) when (failure.SocketErrorCode == SocketError.ConnectionReset && tries < 20)
            {
                // Closed at once indeed, before this side had seen the connection: what is asked for here is one whose own port is known.
                client.Dispose();
            }
        }
    }

    // A connection that stays says nothing by itself: one second of silence is enough to tell it from one that was closed at once.
    // One that must be closed is given as long as a busy machine may take for it.
    private static async Task<bool> IsClosedAsync(TcpClient client, int seconds = 1)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        try
        {
            return await client.GetStream().ReadAsync(new byte[1], limit.Token) == 0;
        }
        catch (IOException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
