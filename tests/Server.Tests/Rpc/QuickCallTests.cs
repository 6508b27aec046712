using System.Net;
using System.Net.Sockets;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Interfaces;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Rpc;

/// <summary>
/// Quick calls run on the thread that reads from the connection. Nobody can hold it: what may take long has a thread of its own, wherever
/// in the bytes it stands, and the end of the connection cancels it.
/// </summary>
public sealed class QuickCallTests
{
    private const int Answers = 0, Works = 1;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_behind_quick_ones_in_the_same_bytes_is_cancelled_with_its_connection()
    {
        var busy = new PartlyQuickInterface();
        await LeaveAsync(busy, [.. Enumerable.Range(2, 5).SelectMany(id => ClientCore.RequestBytes((uint)id, new byte[4], Answers)),
            .. ClientCore.RequestBytes(9, new byte[4], Works), .. ClientCore.RequestBytes(10, new byte[4], Answers)]);
        Assert.Equal(5, busy.AnsweredBefore);
    }

    [Fact]
    public async Task A_quick_operation_with_long_arguments_has_a_thread_of_its_own()
    {
        var busy = new PartlyQuickInterface { WorksLong = true };
        await LeaveAsync(busy, ClientCore.RequestBytes(2, new byte[RpcServerInterface.QuickStub + 8], Answers));
    }

    [Fact]
    public async Task Quick_calls_are_answered_in_their_order_also_behind_one_that_takes_long()
    {
        await using var server = await RunningServer.StartAsync(null, new ServedInterface(new PartlyQuickInterface()));
        using var socket = await BindAsync(server);
        var requests = Enumerable.Range(0, 200).SelectMany(i => ClientCore.RequestBytes(
            (uint)i + 2, new byte[8], (ushort)(i % 3 == 2 ? PartlyQuickInterface.AnswersSlowly : Answers))).ToArray();
        await socket.SendAsync(requests, Token);
        for (var i = 0; i < 200; i++)
        {
            var answer = new byte[32];
            for (var read = 0; read < answer.Length;) read += await ReadAsync(socket, answer.AsMemory(read));
            Assert.Equal((uint)i + 2, BitConverter.ToUInt32(answer, 12));
        }
    }

    private static async Task<int> ReadAsync(Socket socket, Memory<byte> rest)
    {
        var count = await socket.ReceiveAsync(rest, Token);
        Assert.NotEqual(0, count);
        return count;
    }

    private static async Task<Socket> BindAsync(RunningServer server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, server.Port, Token);
        await socket.SendAsync(ClientCore.BindBytes(), Token);
        Assert.True(await socket.ReceiveAsync(new byte[200], Token) > 0);
        return socket;
    }

    // The call runs until its token is set; a thread that it holds would not see the end.
    private static async Task LeaveAsync(PartlyQuickInterface busy, byte[] requests)
    {
        await using var server = await RunningServer.StartAsync(null, new ServedInterface(busy));
        using (var socket = await BindAsync(server))
        {
            await socket.SendAsync(requests, Token);
            await busy.Begun.WaitAsync(Token);
        }

        Assert.True(await busy.Ended.WaitAsync(TimeSpan.FromSeconds(30), Token));
    }
}
