using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using Sekimori.Guard;
using Sekimori.Rpc;
using Sekimori.Rpc.Management;
using Sekimori.Rpc.Pdu;
using Sekimori.Samples.RpcEcho;
using Sekimori.Security;
using Sekimori.Security.Credentials;

namespace Sekimori.Bench.Rpc;

/// <summary>
/// The load, in a process of its own. Requests are signed and sealed before the clock runs and replies are left unopened, so that a cipher
/// is at work in the server alone; the first reply of each connection is opened and compared.
/// </summary>
internal static class Load
{
    private const ushort EchoData = 1, IsServerListening = 2;

    /// <summary>Bytes of requests that are made before each stretch of the clock, all connections together.</summary>
    private const int Prepared = 96 * 1024 * 1024;

    /// <summary>The arguments of EchoData in NDR20: how many, how many again, the bytes.</summary>
    public static byte[] Stub(int size)
    {
        var stub = new byte[8 + size];
        new Random(size).NextBytes(stub);
        BinaryPrimitives.WriteInt32LittleEndian(stub, size);
        BinaryPrimitives.WriteInt32LittleEndian(stub.AsSpan(4), size);
        return stub;
    }

    /// <summary>Calls one after the other on each connection.</summary>
    /// <returns>Calls a second, and how many there were at all.</returns>
    public static string Calls(Protected how, string address, int port, int size, double seconds, int connections)
    {
        var server = new IPEndPoint(IPAddress.Parse(address), port);
        var stub = Stub(size);
        return Repeat(how.Scheme is not null, size, seconds, connections, _ =>
        {
            var connection = new Connection(server, Context(IRpcEcho.Info.Id));
            connection.Bind(Initiator(), how);
            var reply = connection.Call(EchoData, stub);
            if (!reply.AsSpan(0, stub.Length - 4).SequenceEqual(stub.AsSpan(4)))
                throw new InvalidOperationException("The reply holds other bytes.");
            return (connection, () => connection.Request(EchoData, stub));
        });
    }

    /// <summary>Sends the requests of each connection one after the other.</summary>
    /// <param name="isProtected">True if no request can be sent twice.</param>
    /// <param name="size">About how many bytes one of them has.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="connections">How many connections.</param>
    /// <param name="open">Opens a connection, calls it once, and gives what makes its next request.</param>
    /// <returns>Calls a second, and how many there were at all.</returns>
    public static string Repeat(
        bool isProtected, int size, double seconds, int connections, Func<int, (Connection Connection, Func<byte[]> Next)> open)
    {
        var batch = Math.Clamp(Prepared / connections / (size + 200), 1, 20_000);
        long calls = 0, all = 0;
        var time = new Stopwatch();
        using var barrier = new Barrier(connections, _ =>
        {
            if (time.IsRunning) time.Stop();
            else time.Start();
        });
        var number = -1;
        Together(connections, () =>
        {
            var (connection, next) = open(Interlocked.Increment(ref number));
            using var closing = connection;
            byte[][] requests = isProtected ? new byte[batch][] : [next()];
            var done = 1L;
            while (time.Elapsed.TotalSeconds < seconds)
            {
                if (isProtected) for (var i = 0; i < batch; i++) requests[i] = next();
                barrier.SignalAndWait();
                for (var i = 0; i < batch; i++) connection.Exchange(requests[isProtected ? i : 0]);
                done += batch;
                barrier.SignalAndWait();
            }

            Interlocked.Add(ref calls, done - 1);
            Interlocked.Add(ref all, done);
        });
        return FormattableString.Invariant($"{calls / time.Elapsed.TotalSeconds:0.0} {all}");
    }

    /// <summary>Connect, NTLM bind, one sealed call, reset; again and again.</summary>
    public static string Connections(string address, int port, double seconds, int connections)
    {
        var server = new IPEndPoint(IPAddress.Parse(address), port);
        var sealing = Protected.Parse("ntlm-seal");
        long all = 0;
        var time = Stopwatch.StartNew();
        Together(connections, () =>
        {
            var initiator = Initiator();
            while (time.Elapsed.TotalSeconds < seconds)
            {
                using var connection = new Connection(server, Context(IManagement.Info.Id));
                connection.Bind(initiator, sealing);
                // The status, then the answer: 0, true.
                if (connection.Call(IsServerListening, default) is not { Length: >= 8 })
                    throw new InvalidOperationException("The server does not listen.");
                Interlocked.Increment(ref all);
            }
        });
        return FormattableString.Invariant($"{all / time.Elapsed.TotalSeconds:0.0} {all}");
    }

    public static SecurityInitiator Initiator() => new(new PasswordCredential(Servers.User, "LAB.TEST", Servers.Password));

    public static PresentationContext Context(SyntaxId served) => new(0, served, [SyntaxId.Ndr20]);

    private static void Together(int count, Action work)
    {
        var threads = new Thread[count];
        Exception? failure = null;
        for (var i = 0; i < count; i++)
        {
            threads[i] = new Thread(() =>
            {
                try
                {
                    work();
                }
                catch (Exception e)
                {
                    failure = e;
                    Console.Error.WriteLine(e);
                    Environment.Exit(1);
                }
            });
            threads[i].Start();
        }

        foreach (var thread in threads) thread.Join();
        if (failure is not null) throw failure;
    }
}
