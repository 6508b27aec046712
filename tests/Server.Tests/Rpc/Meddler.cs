using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Sekimori.Server.Tests.Rpc;

/// <summary>Somebody between a client and a server, who sees each PDU and passes on what they like.</summary>
internal sealed class Meddler(int port) : LoopbackRelay(port)
{
    /// <summary>What becomes of a PDU on its way to the server.</summary>
    public Func<byte[], byte[][]> ToServer { get; set; } = static pdu => [pdu];

    /// <summary>What becomes of a PDU on its way to the client.</summary>
    public Func<byte[], byte[][]> ToClient { get; set; } = static pdu => [pdu];

    protected override async Task RunAsync(TcpListener listener, int port, CancellationToken over)
    {
        try
        {
            using var client = await listener.AcceptTcpClientAsync(over);
            using var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, port, over);
            // Once: a client that has been reset meanwhile gives no stream any more.
            var (near, far) = (client.GetStream(), server.GetStream());
            await Task.WhenAll(PassAsync(near, far, pdu => ToServer(pdu), over), PassAsync(far, near, pdu => ToClient(pdu), over));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // One side is gone.
        }
    }

    private static async Task PassAsync(NetworkStream from, NetworkStream to, Func<byte[], byte[][]> meddle, CancellationToken over)
    {
        try
        {
            var header = new byte[16];
            while (await from.ReadAtLeastAsync(header, 16, throwOnEndOfStream: false, over) == 16)
            {
                var pdu = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(8))];
                header.CopyTo(pdu, 0);
                await from.ReadExactlyAsync(pdu.AsMemory(16), over);
                foreach (var passed in meddle(pdu)) await to.WriteAsync(passed, over);
            }
        }
        finally
        {
            to.Socket.Shutdown(SocketShutdown.Send);
        }
    }
}
