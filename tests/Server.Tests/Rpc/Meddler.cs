using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Sekimori.Server.Tests.Rpc;

/// <summary>Somebody between a client and a server, who sees each PDU and passes on what they like.</summary>
internal sealed class Meddler : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly Task _running;

    public Meddler(int port)
    {
        _listener.Start();
        _running = RunAsync(port);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What becomes of a PDU on its way to the server.</summary>
    public Func<byte[], byte[][]> ToServer { get; set; } = static pdu => [pdu];

    /// <summary>What becomes of a PDU on its way to the client.</summary>
    public Func<byte[], byte[][]> ToClient { get; set; } = static pdu => [pdu];

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Stop();
        await _running;
        _over.Dispose();
    }

    private async Task RunAsync(int port)
    {
        try
        {
            using var client = await _listener.AcceptTcpClientAsync(_over.Token);
            using var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, port, _over.Token);
            // Once: a client that has been reset meanwhile gives no stream any more.
            var (near, far) = (client.GetStream(), server.GetStream());
            await Task.WhenAll(PassAsync(near, far, pdu => ToServer(pdu)), PassAsync(far, near, pdu => ToClient(pdu)));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // One side is gone.
        }
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to, Func<byte[], byte[][]> meddle)
    {
        try
        {
            var header = new byte[16];
            while (await from.ReadAtLeastAsync(header, 16, throwOnEndOfStream: false, _over.Token) == 16)
            {
                var pdu = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(8))];
                header.CopyTo(pdu, 0);
                await from.ReadExactlyAsync(pdu.AsMemory(16), _over.Token);
                foreach (var passed in meddle(pdu)) await to.WriteAsync(passed, _over.Token);
            }
        }
        finally
        {
            to.Socket.Shutdown(SocketShutdown.Send);
        }
    }
}
