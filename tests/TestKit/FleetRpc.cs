using System.Buffers.Binary;
using System.Net.Sockets;

namespace Sekimori.TestKit;

/// <summary>The RPC of a host of a <see cref="LoopbackFleet"/>: every interface binds, and every call is denied ([C706] 12.6.4).</summary>
internal static class FleetRpc
{
    private const byte Request = 0, Fault = 3, Bind = 11, BindAck = 12;
    private const uint AccessDenied = 5, BadStubData = 0x6f7;

    // The endpoint mapper's UUID as it stands in a bind.
    private static readonly byte[] Mapper = new Guid("e1af8308-5d1f-11c9-91a4-08002b14a0fa").ToByteArray();

    // NDR 2.0 as it stands in an answer: UUID and version.
    private static readonly byte[] Ndr = [.. new Guid("8a885d04-1ceb-11c9-9fe8-08002b104860").ToByteArray(), 2, 0, 0, 0];

    public static async Task AnswerAsync(Socket socket, PlantedFault fault)
    {
        var buffer = new byte[8192];
        var (count, isMapper) = (0, false);
        while (count < buffer.Length && await socket.ReceiveAsync(buffer.AsMemory(count)) is > 0 and var received)
        {
            count += received;
            while (count >= 16 && BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(8)) is var length && length >= 16
                && count >= length)
            {
                if (buffer[2] == Bind) isMapper = buffer.AsSpan(32, 16).SequenceEqual(Mapper);
                if (Answer(buffer.AsSpan(0, length), isMapper && fault == PlantedFault.MapperWrite) is not { } answer) return;
                await socket.SendAsync(answer);
                buffer.AsSpan(length, count - length).CopyTo(buffer);
                count -= length;
            }
        }
    }

    private static byte[]? Answer(ReadOnlySpan<byte> pdu, bool isWritable) => pdu[2] switch
    {
        Bind => Accept(pdu),
        Request => Deny(pdu, isWritable && BinaryPrimitives.ReadUInt16LittleEndian(pdu[22..]) == 0 ? BadStubData : AccessDenied),
        _ => null,
    };

    private static byte[] Accept(ReadOnlySpan<byte> bind)
    {
        // The first context is accepted; NDR64 and the negotiation of features are not known here.
        var contexts = bind[24];
        var answer = new byte[36 + contexts * 24];
        Head(answer, BindAck, bind);
        bind.Slice(16, 4).CopyTo(answer.AsSpan(16));
        answer[20] = 1;
        answer[24] = 4;
        "135\0"u8.CopyTo(answer.AsSpan(26));
        answer[32] = contexts;
        for (var at = 0; at < contexts; at++)
        {
            var result = answer.AsSpan(36 + at * 24, 24);
            if (at == 0) Ndr.CopyTo(result[4..]);
            else (result[0], result[2]) = (2, 2);
        }

        return answer;
    }

    private static byte[] Deny(ReadOnlySpan<byte> request, uint status)
    {
        var answer = new byte[32];
        Head(answer, Fault, request);
        answer[16] = 32;
        request.Slice(20, 2).CopyTo(answer.AsSpan(20));
        BinaryPrimitives.WriteUInt32LittleEndian(answer.AsSpan(24), status);
        return answer;
    }

    private static void Head(Span<byte> answer, byte type, ReadOnlySpan<byte> question)
    {
        (answer[0], answer[1], answer[2], answer[3], answer[4]) = (5, 0, type, 3, 0x10);
        BinaryPrimitives.WriteUInt16LittleEndian(answer[8..], (ushort)answer.Length);
        question.Slice(12, 4).CopyTo(answer[12..]);
    }
}
