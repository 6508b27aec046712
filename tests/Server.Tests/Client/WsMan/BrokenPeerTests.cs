using System.Net;
using System.Net.Sockets;
using System.Text;
using Sekimori.Client.WsMan;

namespace Sekimori.Client.Tests.WsMan;

/// <summary>Whatever a peer answers, it ends in a named failure, and soon.</summary>
[Collection(OneShellHost.Name)]
public sealed class BrokenPeerTests
{
    private const string Soap = "Content-Type: application/soap+xml;charset=UTF-8\r\n";

    public static TheoryData<string, WsManFailure> Answers => new()
    {
        { "", WsManFailure.Unreachable },
        { "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n" + Soap + "\r\nshort", WsManFailure.Unreachable },
        { "garbage\r\n\r\n", WsManFailure.Unreachable },
        { Ok(""), WsManFailure.Malformed },
        { Ok("<html></html>"), WsManFailure.Malformed },
        { Ok("<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body>"), WsManFailure.Malformed },
        { Ok("<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"), WsManFailure.Malformed },
        { Ok("<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body/></s:Envelope>"), WsManFailure.Malformed },
        { Ok(string.Concat(Enumerable.Repeat("<a>", 5000))), WsManFailure.Malformed },
        { "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n" + Soap + "\r\n", WsManFailure.Malformed },
        { "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", WsManFailure.HttpRefused },
        { "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", WsManFailure.HttpRefused },
        { "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", WsManFailure.HttpRefused },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Every_answer_ends_in_a_named_failure(string answer, WsManFailure expected)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var served = ServeAsync(listener, answer);
        WsManClientException failure;
        using (var client = new WsManClient(
            new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/wsman"), new WsManClientOptions()))
            failure = await Assert.ThrowsAsync<WsManClientException>(() => client.IdentifyAsync()).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(expected, failure.Failure);
        Assert.DoesNotContain('\n', failure.Message);
        listener.Stop();
        await served;
    }

    [Fact]
    public async Task A_peer_that_never_answers_is_given_up()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new WsManClient(
            new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/wsman"),
            new WsManClientOptions { OperationTimeout = TimeSpan.FromSeconds(-14) });
        Assert.Equal(WsManFailure.TimedOut, (await Assert.ThrowsAsync<WsManClientException>(() => client.IdentifyAsync())).Failure);
    }

    private static string Ok(string body) => $"HTTP/1.1 200 OK\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{Soap}\r\n{body}";

    private static async Task ServeAsync(TcpListener listener, string answer)
    {
        try
        {
            while (true)
            {
                using var socket = await listener.AcceptSocketAsync();
                var request = new byte[16384];
                _ = await socket.ReceiveAsync(request);
                await socket.SendAsync(Encoding.UTF8.GetBytes(answer));
                socket.Shutdown(SocketShutdown.Send);
                // The client closes first, so that nothing it has not read yet is lost by a reset.
                while (await socket.ReceiveAsync(request) > 0)
                {
                }
            }
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException or ObjectDisposedException)
        {
            // Stopped.
        }
    }
}
