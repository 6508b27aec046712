using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sekimori.TestKit;

/// <summary>
/// Many hosts with both doors on one machine: every address of 127.64.0.0/10 answers on three ports, with one listener each on 0.0.0.0 that
/// is bound to the loopback device and can be reached from nowhere else. Answers are scripted; TLS shows a hello and a certificate.
/// </summary>
public sealed class LoopbackFleet : IDisposable
{
    // SOL_SOCKET and SO_BINDTODEVICE of Linux.
    private const int Level = 1, BindToDevice = 25;

    // Hosts of one network in HostOf: the last part goes from 1 to 250.
    private const int Network = 250;

    // Nobody asks for more than an envelope.
    private const int MaxRequest = 16 * 1024;

    private readonly Socket[] _listeners;
    private readonly int[] _asked;
    private readonly Func<int, PlantedFault> _faultOf;

    /// <summary>Starts.</summary>
    /// <param name="hosts">How many hosts there are.</param>
    /// <param name="rpc">The port of RPC; 0 for any.</param>
    /// <param name="http">The port of HTTP.</param>
    /// <param name="https">The port of HTTPS.</param>
    /// <param name="faultOf">What is wrong with a host; null for <see cref="FaultOf"/>.</param>
    public LoopbackFleet(int hosts, int rpc = 0, int http = 0, int https = 0, Func<int, PlantedFault>? faultOf = null)
    {
        _faultOf = faultOf ?? FaultOf;
        _asked = new int[hosts];
        _listeners = [Listen(rpc, FleetRpc.AnswerAsync), Listen(http, AnswerHttpAsync), Listen(https, new FleetTls().AnswerAsync)];
    }

    /// <summary>The port of the endpoint mapper.</summary>
    public int RpcPort => Port(0);

    /// <summary>The port of WS-Management over HTTP.</summary>
    public int HttpPort => Port(1);

    /// <summary>The port of WS-Management over HTTPS.</summary>
    public int HttpsPort => Port(2);

    /// <summary>How often each host was asked for its Identify, which an audit does once.</summary>
    public IReadOnlyList<int> Asked => _asked;

    /// <summary>How many hosts were asked.</summary>
    public int HostsAsked => _asked.Count(times => times > 0);

    /// <summary>The address of a host.</summary>
    public static string HostOf(int number) => string.Create(CultureInfo.InvariantCulture,
        $"127.{64 + number / (Network * Network)}.{number / Network % Network}.{number % Network + 1}");

    /// <summary>What is wrong with a host.</summary>
    public static PlantedFault FaultOf(int number) => (PlantedFault)Math.Min(number % 100, (int)PlantedFault.None);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var listener in _listeners) listener.Dispose();
    }

    internal static int NumberOf(Socket socket)
    {
        var bytes = ((IPEndPoint)socket.LocalEndPoint!).Address.GetAddressBytes();
        return (bytes[1] - 64) * Network * Network + bytes[2] * Network + bytes[3] - 1;
    }

    private int Port(int listener) => ((IPEndPoint)_listeners[listener].LocalEndPoint!).Port;

    private Socket Listen(int port, Func<Socket, PlantedFault, Task> answer)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetRawSocketOption(Level, BindToDevice, "lo\0"u8);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(new IPEndPoint(IPAddress.Any, port));
        listener.Listen(4096);
        for (var acceptors = 0; acceptors < 4; acceptors++) _ = AcceptAsync(listener, answer);
        return listener;
    }

    private async Task AcceptAsync(Socket listener, Func<Socket, PlantedFault, Task> answer)
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptAsync();
            }
            catch (Exception ended) when (ended is ObjectDisposedException
                or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return;
            }
            catch (SocketException)
            {
                // The client was gone before it was accepted.
                continue;
            }

            _ = ConverseAsync(socket, answer);
        }
    }

    private async Task ConverseAsync(Socket socket, Func<Socket, PlantedFault, Task> answer)
    {
        using (socket)
        {
            try
            {
                socket.NoDelay = true;
                await answer(socket, _faultOf(NumberOf(socket)));
                // No TIME_WAIT for each of a million connections.
                socket.LingerState = new(true, 0);
            }
            catch (SocketException)
            {
                // The client has gone.
            }
        }
    }

    private async Task AnswerHttpAsync(Socket socket, PlantedFault fault)
    {
        var buffer = new byte[MaxRequest];
        var count = 0;
        while (count < buffer.Length && await socket.ReceiveAsync(buffer.AsMemory(count)) is > 0 and var received)
        {
            count += received;
            var text = Encoding.Latin1.GetString(buffer, 0, count);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0 || text.Length - end - 4 < FleetHttp.LengthOf(text[..end])) continue;
            if (text.Contains("<wsmid:Identify/>", StringComparison.Ordinal)) Interlocked.Increment(ref _asked[NumberOf(socket)]);
            await socket.SendAsync(Encoding.Latin1.GetBytes(FleetHttp.Answer(text, end + 4, fault)));
            // The client closes: a reset would take the answer away from it.
            socket.Shutdown(SocketShutdown.Send);
            await socket.ReceiveAsync(buffer);
            return;
        }
    }
}
