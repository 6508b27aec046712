using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sekimori.App.Tests.Kit;

/// <summary>Many raw connections from addresses of the loopback, each as good as an address of the network.</summary>
internal sealed class Flood : IDisposable
{
    /// <summary>Where the servers of these tests listen.</summary>
    public const string Here = "127.0.0.4";

    // [C706] 12.6.4.3: a bind of the endpoint mapper in NDR20.
    private static readonly byte[] BindBytes = Convert.FromHexString(
        "05000b03100000004800000001000000d016d01600000000" + "0100000000000100" + "0883afe11f5dc91191a408002b14a0fa03000000"
        + "045d888aeb1cc9119fe808002b10486002000000");

    private const string Identify =
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" " +
        "xmlns:i=\"http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd\"><s:Header/><s:Body>" +
        "<i:Identify/></s:Body></s:Envelope>";

    private readonly List<Socket> _sockets = [];

    /// <summary>How many are still open at the server.</summary>
    public int Alive => _sockets.Count(socket => !IsClosed(socket));

    /// <summary>A connection from an address; null if it was reset at once.</summary>
    public async Task<Socket?> ConnectAsync(int port, string from)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _sockets.Add(socket);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            await socket.ConnectAsync(IPAddress.Parse(Here), port, limit.Token);
            return socket;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>A connection that has bound the endpoint mapper; null if it was refused.</summary>
    public async Task<Socket?> BindAsync(int port, string from)
    {
        if (await ConnectAsync(port, from) is not { } socket) return null;
        try
        {
            await socket.SendAsync(BindBytes);
            return await ReceiveAsync(socket) is [_, _, 12, ..] ? socket : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>What Identify without a logon answers.</summary>
    public async Task<string> IdentifyAsync(int port, string from)
    {
        var socket = await ConnectAsync(port, from) ?? throw new InvalidOperationException($"{from} was not accepted");
        await socket.SendAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"POST /wsman HTTP/1.1\r\nHost: x\r\nWSMANIDENTIFY: unauthenticated\r\nContent-Type: " +
            $"application/soap+xml;charset=UTF-8\r\nContent-Length: {Identify.Length}\r\n\r\n{Identify}")));
        return Encoding.UTF8.GetString(await ReceiveAsync(socket));
    }

    public static async Task<byte[]> ReceiveAsync(Socket socket)
    {
        var answer = new byte[8192];
        var count = await socket.ReceiveAsync(answer).WaitAsync(TimeSpan.FromSeconds(20));
        return answer[..count];
    }

    public void Dispose()
    {
        foreach (var socket in _sockets) socket.Dispose();
    }

    private static bool IsClosed(Socket socket)
    {
        try
        {
            return !socket.Connected || socket.Poll(0, SelectMode.SelectRead) && socket.Receive(new byte[1], SocketFlags.Peek) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
