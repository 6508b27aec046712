using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Sekimori.Client.Rpc;
using Sekimori.Guard.Admission;
using Sekimori.Guard.Connect;
using Sekimori.Rpc.Association;
using Sekimori.Server.Admission;
using Sekimori.Server.Listening;
using Sekimori.Server.Rpc;
using Sekimori.Server.Tests.Rpc;
using Sekimori.Server.WsMan;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Admission;

/// <summary>An RPC server and a listener of HTTP behind one gate, on an address of the loopback, and clients from others.</summary>
internal sealed class BothDoors : IAsyncDisposable
{
    private static readonly IPAddress Here = IPAddress.Parse("127.0.0.4");
    private readonly List<Socket> _sockets = [];
    private readonly ILoggerFactory _loggers;

    private BothDoors(ILoggerFactory loggers, LogList log, ConnectionGate gate, RpcServer rpc, IPEndPoint rpcEnd, WsManPort http,
        IPEndPoint httpEnd) =>
        (_loggers, Log, Gate, Rpc, RpcEnd, Http, HttpEnd) = (loggers, log, gate, rpc, rpcEnd, http, httpEnd);

    public LogList Log { get; }

    public ConnectionGate Gate { get; }

    public RpcServer Rpc { get; }

    public IPEndPoint RpcEnd { get; }

    public WsManPort Http { get; }

    public IPEndPoint HttpEnd { get; }

    public static async Task<BothDoors> StartAsync(
        AdmissionLimits limits, ServedInterface? served = null, RequestDelegate? handler = null, int mostHttp = 5000,
        TimeSpan? within = null, Action<ListenOptions>? tls = null)
    {
        var log = new LogList();
        var loggers = LoggerFactory.Create(logging => logging.AddProvider(log).AddFilter("Microsoft", LogLevel.Error));
        var gate = new ConnectionGate(limits, loggers);
        var rpc = new RpcServer(new RpcServerOptions { Gate = gate, Security = new Credentials().Acceptor }, loggers);
        var endpoint = await rpc.BindTcpAsync(Here, 0);
        endpoint.Interfaces = new([served ?? new(new EchoInterface())]);
        rpc.Start();
        using var sockets = new ListenSockets();
        var ends = sockets.OpenAll([Here], 0);
        var door = WsManKestrel.Door(() => mostHttp, ConnectRule.Default, isTls: false);
        var http = await WsManPort.OpenAsync(
            ends, sockets, "wsman", Layer, handler ?? (context => context.Response.WriteAsync("here")), loggers, gate, door);
        return new(loggers, log, gate, rpc, (IPEndPoint)endpoint.Address, http, ends[0]);

        void Layer(ListenOptions listen)
        {
            listen.UseGate(gate, door, within);
            tls?.Invoke(listen);
            listen.UseByteCount();
        }
    }

    /// <summary>A connection from an address; null if it was reset at once.</summary>
    public async Task<Socket?> ConnectAsync(IPEndPoint to, string from)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        lock (_sockets) _sockets.Add(socket);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        try
        {
            await socket.ConnectAsync(to);
            return socket;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>A connection that has bound.</summary>
    public async Task<Socket> BindAsync(string from) =>
        await TryBindAsync(from) ?? throw new InvalidOperationException($"{from} was refused: {Gate.Admission.Counts}");

    /// <summary>A connection that has bound; null if it was refused.</summary>
    public async Task<Socket?> TryBindAsync(string from)
    {
        if (await ConnectAsync(RpcEnd, from) is not { } socket) return null;
        try
        {
            await socket.SendAsync(ClientCore.BindBytes());
            return await socket.ReceiveAsync(new byte[200]).WaitAsync(TimeSpan.FromSeconds(30)) > 24 ? socket : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>A call on a connection that has bound.</summary>
    public static async Task<bool> AnswersAsync(Socket socket, ushort opnum = 0)
    {
        try
        {
            await socket.SendAsync(ClientCore.RequestBytes(7, [1, 2], opnum));
            return await socket.ReceiveAsync(new byte[200]).WaitAsync(TimeSpan.FromSeconds(30)) > 24;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>What HTTP answers.</summary>
    public async Task<string> GetAsync(string from)
    {
        var socket = (await ConnectAsync(HttpEnd, from))!;
        await socket.SendAsync("GET /wsman HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        var answer = new byte[1000];
        var count = await socket.ReceiveAsync(answer).WaitAsync(TimeSpan.FromSeconds(30));
        return System.Text.Encoding.ASCII.GetString(answer, 0, count);
    }

    public Task<RpcClient> LogOnAsync() => RpcClient.ConnectAsync(new RpcBinding(Here.ToString(), RpcEnd.Port),
        new RpcClientOptions
        {
            Security = Credentials.Initiator(), Scheme = Security.SecurityScheme.Ntlm, CallTimeout = TimeSpan.FromSeconds(40)
        });

    /// <summary>Waits until the counts are as they should be.</summary>
    public async Task<AdmissionCounts> UntilAsync(Func<AdmissionCounts, bool> condition)
    {
        for (var i = 0; i < 1500 && !condition(Gate.Admission.Counts); i++) await Task.Delay(20);
        Assert.True(condition(Gate.Admission.Counts), Gate.Admission.Counts.ToString());
        return Gate.Admission.Counts;
    }

    /// <summary>Whether the server has closed a connection.</summary>
    public static bool IsClosed(Socket? socket)
    {
        if (socket is null) return true;
        try
        {
            return socket.Poll(0, SelectMode.SelectRead) && socket.Receive(new byte[1], SocketFlags.Peek) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    public void CloseClients()
    {
        lock (_sockets)
        {
            foreach (var socket in _sockets) socket.Dispose();
            _sockets.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        CloseClients();
        await Rpc.DisposeAsync();
        await Http.DisposeAsync();
        Gate.Dispose();
        _loggers.Dispose();
    }
}
