using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Sekimori.Interop.Guard;

/// <summary>
/// Accepts every interface in whatever transfer syntax is proposed first, and answers every call with "access denied": so that encoders of
/// others can be heard without their victims.
/// </summary>
internal sealed class FaultingServer : IDisposable
{
    public const string Address = "127.0.0.34";

    private const byte Request = 0, Fault = 3, Bind = 11, BindAck = 12;

    private readonly TcpListener _listener = new(IPAddress.Parse(Address), 0);

    public FaultingServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception ended) when (ended is SocketException or InvalidOperationException) { }
    }

    private static async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        var stream = client.GetStream();
        try
        {
            while (true)
            {
                var header = new byte[16];
                await stream.ReadExactlyAsync(header);
                var body = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(8)) - header.Length];
                await stream.ReadExactlyAsync(body);
                if (header[2] == Bind) await AnswerAsync(stream, header, BindAck, Accepted(body));
                // Hint, context, cancelled, reserved, status: the last fragment is answered.
                else if (header[2] == Request && (header[3] & 2) != 0)
                    await AnswerAsync(stream, header, Fault, [0, 0, 0, 0, .. body[4..6], 0, 0, 5, 0, 0, 0, 0, 0, 0, 0]);
            }
        }
        catch (IOException) { }
    }

    /// <summary>
    /// bind_ack, [C706] 12.6.4.4: fragment sizes, group, an empty secondary address, a result for each context with its first syntax.
    /// </summary>
    private static byte[] Accepted(byte[] bind)
    {
        List<byte> body = [0xd0, 0x16, 0xd0, 0x16, 1, 0, 0, 0, 1, 0, 0, 0, bind[8], 0, 0, 0];
        for (int item = 0, at = 12; item < bind[8]; item++, at += 24 + 20 * bind[at + 2])
            body.AddRange([0, 0, 0, 0, .. bind[(at + 24)..(at + 44)]]);
        return [.. body];
    }

    private static async Task AnswerAsync(NetworkStream stream, byte[] asked, byte type, byte[] body)
    {
        byte[] answer = [5, 0, type, 3, 0x10, 0, 0, 0, 0, 0, 0, 0, .. asked[12..16], .. body];
        BinaryPrimitives.WriteUInt16LittleEndian(answer.AsSpan(8), (ushort)answer.Length);
        await stream.WriteAsync(answer);
    }
}
