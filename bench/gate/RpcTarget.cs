using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Sekimori.Rpc;
using Sekimori.Rpc.Framing;
using Sekimori.Rpc.Pdu;
using Sekimori.Rpc.Towers;
using Sekimori.Wire;

namespace Sekimori.Bench.Gate;

/// <summary>
/// The host behind, for RPC: answers each bind and each call with the same bytes, as fast as it can. The answer names a port.
/// </summary>
internal static class RpcTarget
{
    /// <summary>A port that the answers name.</summary>
    public const int Named = 49664;

    /// <summary>The interface of the endpoint mapper ([C706] Appendix O).</summary>
    public static readonly SyntaxId Mapper = new(new("e1af8308-5d1f-11c9-91a4-08002b14a0fa"), 3, 0);

    public static Task<int> RunAsync() => Processes.ServeAsync(AnswerAsync);

    private static async Task AnswerAsync(Socket socket, byte[] buffer)
    {
        var (ack, response) = (Ack(), Response());
        try
        {
            for (var held = 0; ;)
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(held));
                if (read == 0) return;
                held += read;
                var at = 0;
                while (FragmentReader.Peek(buffer.AsSpan(at, held - at), out var header) == FragmentStatus.Whole)
                {
                    at += header.FragmentLength;
                    if (header.Type == PduType.Bind) await socket.SendAsync(ack);
                    else if ((header.Flags & PfcFlags.LastFragment) != 0) await socket.SendAsync(response);
                }
                buffer.AsSpan(at, held - at).CopyTo(buffer);
                held -= at;
            }
        }
        catch (SocketException)
        {
            // The load has ended.
        }
    }

    private static byte[] Ack() => Whole(PduType.BindAck, (ref ByteWriter writer) =>
        new BindAckPdu(5840, 5840, 1, "135", ImmutableArray.Create(ContextResult.Accept(SyntaxId.Ndr20))).Write(ref writer));

    // The stub of ept_map: a handle, one tower, a status.
    private static byte[] Response() => Whole(PduType.Response, (ref ByteWriter writer) =>
    {
        writer.WriteZeros(8 + 20 + 24);
        writer.WriteBytes(new TowerBinding(Mapper, SyntaxId.Ndr20, ProtocolSequence.Tcp, $"{Named}", "127.0.0.1").ToTower().Octets.Span);
        writer.WriteZeros(5);
    });

    private delegate void Body(ref ByteWriter writer);

    private static byte[] Whole(PduType type, Body body)
    {
        var writer = new ByteWriter(stackalloc byte[512]);
        writer.WriteZeros(PduHeader.Size);
        body(ref writer);
        new PduHeader(type, PfcFlags.Whole, (ushort)writer.Position, 0, 1).Write(writer.WrittenMutable);
        var whole = writer.Written.ToArray();
        writer.Dispose();
        return whole;
    }
}
