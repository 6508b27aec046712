using System.Buffers;
using System.Buffers.Binary;
using Microsoft.AspNetCore.Connections;

namespace Sekimori.Bench.Rpc;

/// <summary>
/// The least that a Kestrel handler can do for EchoData: cut PDUs by their length, answer the first with a canned bind_ack, put the stubs
/// of a request together, and answer its last fragment with the same bytes behind response headers.
/// </summary>
internal sealed class BareHandler : ConnectionHandler
{
    private const int HeaderSize = 24, MaxFragment = 5840, Room = (MaxFragment - HeaderSize) & ~7;

    /// <summary>What RpcClientAssociation reads as the answer to its bind of rpcecho in NDR20.</summary>
    private static readonly byte[] BindAck = Convert.FromHexString(
        "05000c03100000003c00000001000000d016d01601000000" + "040031333500" + "0000"
        + "0100000000000000045d888aeb1cc9119fe808002b10486002000000");

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var (input, output) = (connection.Transport.Input, connection.Transport.Output);
        var request = new ArrayBufferWriter<byte>(4096);
        try
        {
            while (true)
            {
                var result = await input.ReadAsync();
                var buffer = result.Buffer;
                while (TryCut(ref buffer, out var pdu)) Take(pdu, request, output);
                input.AdvanceTo(buffer.Start, buffer.End);
                await output.FlushAsync();
                if (result.IsCompleted) break;
            }
        }
        catch (ConnectionResetException)
        {
            // The load generator closes so.
        }
    }

    private static bool TryCut(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> pdu)
    {
        pdu = default;
        if (buffer.Length < 16) return false;
        Span<byte> header = stackalloc byte[16];
        buffer.Slice(0, 16).CopyTo(header);
        var length = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
        if (buffer.Length < length) return false;
        pdu = buffer.Slice(0, length);
        buffer = buffer.Slice(length);
        return true;
    }

    private static void Take(in ReadOnlySequence<byte> pdu, ArrayBufferWriter<byte> request, IBufferWriter<byte> output)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        pdu.Slice(0, HeaderSize).CopyTo(header);
        if (header[2] == 11)
        {
            output.Write(BindAck);
            return;
        }

        foreach (var part in pdu.Slice(HeaderSize)) request.Write(part.Span);
        if ((header[3] & 2) == 0) return;
        // The reply of EchoData is the request without its first four bytes.
        Answer(header, request.WrittenSpan[4..], output);
        request.ResetWrittenCount();
    }

    private static void Answer(Span<byte> header, ReadOnlySpan<byte> stub, IBufferWriter<byte> output)
    {
        header[2] = 2;
        header[3] = 1;
        while (true)
        {
            var part = stub[..Math.Min(Room, stub.Length)];
            if (part.Length == stub.Length) header[3] |= 2;
            BinaryPrimitives.WriteUInt16LittleEndian(header[8..], (ushort)(HeaderSize + part.Length));
            BinaryPrimitives.WriteUInt32LittleEndian(header[16..], (uint)stub.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(header[20..], 0);
            var pdu = output.GetSpan(HeaderSize + part.Length);
            header.CopyTo(pdu);
            part.CopyTo(pdu[HeaderSize..]);
            output.Advance(HeaderSize + part.Length);
            stub = stub[part.Length..];
            if (stub.IsEmpty) return;
            header[3] = 0;
        }
    }
}
