using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Client.Rpc;
using Sekimori.Guard;
using Sekimori.Guard.Admission;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;
using Sekimori.Security;
using Sekimori.Server.Admission;
using Sekimori.Server.Rpc;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Rpc;

/// <summary>
/// What somebody on the way may do to a protected connection: each is refused, the log says which check failed, and a client beside it
/// notices nothing.
/// </summary>
public class AttackTests
{
    private const int Trailer = 8, Token = 16;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("replayed", "BadSignature: NTLM: account \"LAB\\alice\": Replayed")]
    [InlineData("reordered", "BadSignature: NTLM: account \"LAB\\alice\": OutOfOrder")]
    [InlineData("with a changed signature", "BadSignature: NTLM: account \"LAB\\alice\": BadSignature")]
    [InlineData("with a cut signature", "BadSignature: NTLM: account \"LAB\\alice\": BadSignature")]
    [InlineData("with a changed body", "BadSignature: NTLM: account \"LAB\\alice\": BadSignature")]
    [InlineData("without a signature", "AccessDenied")]
    [InlineData("at a lower level", "AccessDenied")]
    [InlineData("of a security context that was never built", "AccessDenied")]
    [InlineData("for a presentation context that was never bound", "BadSignature: NTLM: account \"LAB\\alice\": BadSignature")]
    [InlineData("with a bind at a lower level", "AuthenticationFailed")]
    [InlineData("with its MIC stripped", "HandshakeAltered")]
    public async Task A_request_is_refused_and_the_reason_logged(string attack, string logged)
    {
        await using var scene = await Scene.StartAsync();
        var meddling = new Meddling(attack);
        scene.Meddler.ToServer = meddling.ToServer;
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var client = await scene.ConnectAsync(scene.Meddler.Port);
            var channel = await client.BindAsync(EchoInterface.EchoId, Cancel);
            // Two at once, so that there is something to put out of order.
            await Task.WhenAll(channel.CallAsync(0, new byte[64], null, Cancel).AsTask(),
                channel.CallAsync(0, new byte[64], null, Cancel).AsTask());
        });
        Assert.True(meddling.HasStruck, "Nothing was attacked.");
        Assert.True(await scene.Log.HasAsync(logged), $"\"{logged}\" is not in the log:\n{string.Join('\n', scene.Log.Lines)}");
        await scene.AssertNobodyElseIsDisturbedAsync();
    }

    [Fact]
    public async Task A_request_that_comes_back_as_its_answer_is_not_believed()
    {
        await using var scene = await Scene.StartAsync();
        byte[] request = [];
        scene.Meddler.ToServer = pdu =>
        {
            if (pdu[2] == (byte)PduType.Request) request = [.. pdu];
            return [pdu];
        };
        scene.Meddler.ToClient = pdu =>
        {
            if (pdu[2] != (byte)PduType.Response) return [pdu];
            request[2] = (byte)PduType.Response;
            return [request];
        };
        await using var client = await scene.ConnectAsync(scene.Meddler.Port);
        var channel = await client.BindAsync(EchoInterface.EchoId, Cancel);
        var over = await Assert.ThrowsAsync<RpcConnectionException>(async () => await channel.CallAsync(0, new byte[64], null, Cancel));
        Assert.Equal((AssociationEnd.BadSignature, RefusalReason.BadSignature), (over.End, over.Refusal?.Reason));
        await scene.AssertNobodyElseIsDisturbedAsync();
    }

    [Fact]
    public async Task A_request_without_authentication_for_a_context_that_was_never_bound_gets_a_fault_and_no_more()
    {
        await using var scene = await Scene.StartAsync();
        var isFirst = true;
        scene.Meddler.ToServer = pdu =>
        {
            if (pdu[2] == (byte)PduType.Request && isFirst) (pdu[20], isFirst) = (77, false);
            return [pdu];
        };
        await using var client = await RpcClient.ConnectAsync(new RpcBinding("127.0.0.1", scene.Meddler.Port), cancellationToken: Cancel);
        var channel = await client.BindAsync(EchoInterface.EchoId, Cancel);
        Assert.Equal(RpcStatus.UnknownInterface,
            (await Assert.ThrowsAsync<RpcFaultException>(async () => await channel.CallAsync(0, default, null, Cancel))).Status);
        Assert.Equal(3, (await channel.CallAsync(0, new byte[3], null, Cancel)).Stub.Length);
    }

    [Fact]
    public async Task A_flood_of_binds_is_cut_off_and_others_get_in()
    {
        using var gate = new ConnectionGate(AdmissionLimits.Default with { OpeningPerProxy = 20 }, NullLoggerFactory.Instance);
        await using var scene = await Scene.StartAsync(
            new RpcServerOptions { Gate = gate, Limits = RpcServerLimits.Default with { BindTimeout = TimeSpan.FromSeconds(1) } });
        var half = ClientCore.BindBytes()[..40];
        var flood = new List<Socket>();
        try
        {
            for (var i = 0; i < 200; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                flood.Add(socket);
                try
                {
                    await socket.ConnectAsync(IPAddress.Loopback, scene.Server.Port, Cancel);
                    await socket.SendAsync(half, Cancel);
                }
                catch (SocketException)
                {
                    // It was sent away at once.
                }
            }

            Assert.Equal(20, gate.Admission.Counts.Opening);
            // Those that were replaced are closed beside this.
            for (var i = 0; i < 500 && scene.Server.Server.ConnectionCount > 21 + 1; i++) await Task.Delay(20, Cancel);
            Assert.InRange(scene.Server.Server.ConnectionCount, 1, 21 + 1);
            await scene.AssertNobodyElseIsDisturbedAsync();
            // Another address has its own count.
            var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            flood.Add(other);
            other.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.5"), 0));
            await other.ConnectAsync(IPAddress.Loopback, scene.Server.Port, Cancel);
            await other.SendAsync(ClientCore.BindBytes(), Cancel);
            Assert.True(await other.ReceiveAsync(new byte[100], Cancel) > 24);
        }
        finally
        {
            foreach (var socket in flood) socket.Dispose();
        }

        // The half binds end in time, and their places are free again.
        for (var i = 0; i < 500 && scene.Server.Server.ConnectionCount > 2; i++) await Task.Delay(20, Cancel);
        await using var late = await scene.ConnectAsync(scene.Server.Port);
        await late.BindAsync(EchoInterface.EchoId, Cancel);
    }

    /// <summary>One attack on the bytes of a client.</summary>
    private sealed class Meddling(string attack)
    {
        private byte[]? _held;

        public bool HasStruck { get; private set; }

        public byte[][] ToServer(byte[] pdu)
        {
            var changed = Change(pdu);
            HasStruck |= changed.Length != 1 || !changed[0].AsSpan().SequenceEqual(pdu);
            return changed;
        }

        private byte[][] Change(byte[] pdu)
        {
            var type = (PduType)pdu[2];
            var copy = pdu.ToArray();
            switch (attack)
            {
                case "with a bind at a lower level" when type == PduType.Bind:
                    copy[TrailerOf(copy) + 1] = (byte)ProtectionLevel.Connect;
                    return [copy];
                case "with its MIC stripped" when type == PduType.Auth3:
                    // [MS-NLMP] 2.2.1.3: behind Version, at 72.
                    copy.AsSpan(copy.AsSpan().IndexOf("NTLMSSP"u8) + 72, 16).Clear();
                    return [copy];
            }

            if (type != PduType.Request) return [pdu];
            switch (attack)
            {
                case "replayed": return [pdu, pdu];
                case "reordered" when _held is null:
                    _held = pdu;
                    return [];
                case "reordered": return [pdu, _held];
                case "with a changed signature": copy[^9] ^= 1; break;
                case "with a cut signature": copy = Cut(copy, Token / 2); break;
                case "with a changed body": copy[30] ^= 1; break;
                case "without a signature": copy = Cut(copy, Token + Trailer); break;
                case "at a lower level": copy[TrailerOf(copy) + 1] = (byte)ProtectionLevel.Connect; break;
                case "of a security context that was never built": copy[TrailerOf(copy) + 4]++; break;
                case "for a presentation context that was never bound": copy[20] = 77; break;
            }

            return [copy];
        }

        private static int TrailerOf(byte[] pdu) => pdu.Length - BinaryPrimitives.ReadUInt16LittleEndian(pdu.AsSpan(10)) - Trailer;

        private static byte[] Cut(byte[] pdu, int count)
        {
            var cut = pdu[..^count];
            BinaryPrimitives.WriteUInt16LittleEndian(cut.AsSpan(8), (ushort)cut.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(cut.AsSpan(10), (ushort)Math.Max(Token - count, 0));
            return cut;
        }
    }

    /// <summary>A server, somebody on the way to it, and a client that was there before.</summary>
    private sealed class Scene(RunningServer server, Meddler meddler, LogList log) : IAsyncDisposable
    {
        private RpcClient? _bystander;
        private RpcChannel? _channel;

        public RunningServer Server => server;

        public Meddler Meddler => meddler;

        public LogList Log => log;

        public static async Task<Scene> StartAsync(RpcServerOptions? options = null)
        {
            var log = new LogList();
            using var loggers = LoggerFactory.Create(logging =>
                logging.AddProvider(log).SetMinimumLevel(LogLevel.Debug).AddFilter("Microsoft", LogLevel.Warning));
            var server = await RunningServer.StartAsync((options ?? new()) with { Security = new Credentials().Acceptor }, loggers);
            var scene = new Scene(server, new Meddler(server.Port), log);
            scene._bystander = await scene.ConnectAsync(server.Port);
            scene._channel = await scene._bystander.BindAsync(EchoInterface.EchoId, Cancel);
            await scene.AssertNobodyElseIsDisturbedAsync();
            return scene;
        }

        public Task<RpcClient> ConnectAsync(int port) => RpcClient.ConnectAsync(new RpcBinding("127.0.0.1", port),
            new RpcClientOptions
            {
                Security = Credentials.Initiator(), Scheme = SecurityScheme.Ntlm, Level = ProtectionLevel.Privacy,
                CallTimeout = TimeSpan.FromSeconds(20)
            }, Cancel);

        public async Task AssertNobodyElseIsDisturbedAsync() =>
            Assert.Equal(8, (await _channel!.CallAsync(0, new byte[8], null, Cancel)).Stub.Length);

        public async ValueTask DisposeAsync()
        {
            await _bystander!.DisposeAsync();
            await meddler.DisposeAsync();
            await server.DisposeAsync();
        }
    }
}
