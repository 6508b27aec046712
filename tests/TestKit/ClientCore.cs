using System.Buffers;
using System.Collections.Immutable;
using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;

namespace Sekimori.TestKit;

/// <summary>A client association, fed with bytes in chosen pieces.</summary>
internal sealed class ClientCore
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private byte[] _left = [];

    public ClientCore(RpcClientLimits? limits = null) => Association = new(limits ?? RpcClientLimits.Default, _output);

    public RpcClientAssociation Association { get; }

    /// <summary>Everything that happened, and has not been asked for.</summary>
    public Queue<RpcClientEvent> Events { get; } = new();

    /// <summary>One context for an interface.</summary>
    public static PresentationContext Context(ushort id, SyntaxId? @interface = null, params ImmutableArray<SyntaxId> transfers) =>
        new(id, @interface ?? EchoInterface.EchoId, transfers.IsDefaultOrEmpty ? [SyntaxId.Ndr20] : transfers);

    public byte[] TakeOutput()
    {
        var bytes = _output.WrittenSpan.ToArray();
        _output.ResetWrittenCount();
        return bytes;
    }

    public ClientCore Receive(ReadOnlySpan<byte> bytes, Func<int, IEnumerable<int>>? cut = null)
    {
        foreach (var piece in (cut ?? Cut.Whole)(bytes.Length))
        {
            _left = [.. _left, .. bytes[..piece]];
            bytes = bytes[piece..];
            var input = Cut.Segmented(_left, 11);
            while (Association.TryRead(ref input, out var e)) Events.Enqueue(e);
            _left = input.ToArray();
        }

        return this;
    }

    /// <summary>The bytes of a bind with these contexts.</summary>
    public static byte[] BindBytes(params ImmutableArray<PresentationContext> contexts)
    {
        var client = new ClientCore();
        client.Association.Bind(contexts.IsDefaultOrEmpty ? [Context(0)] : contexts);
        return client.TakeOutput();
    }

    /// <summary>The bytes of a request of one fragment.</summary>
    public static byte[] RequestBytes(
        uint callId, ReadOnlySpan<byte> stub, ushort opnum = 0, ushort context = 0, PfcFlags flags = PfcFlags.Whole, uint hint = 0)
    {
        var pdu = new byte[24 + stub.Length];
        new PduHeader(PduType.Request, flags, (ushort)pdu.Length, 0, callId).Write(pdu);
        BitConverter.TryWriteBytes(pdu.AsSpan(16), hint);
        BitConverter.TryWriteBytes(pdu.AsSpan(20), context);
        BitConverter.TryWriteBytes(pdu.AsSpan(22), opnum);
        stub.CopyTo(pdu.AsSpan(24));
        return pdu;
    }

    /// <summary>The bytes of a PDU without a body.</summary>
    public static byte[] HeaderBytes(PduType type, uint callId)
    {
        var pdu = new byte[16];
        new PduHeader(type, PfcFlags.Whole, 16, 0, callId).Write(pdu);
        return pdu;
    }

    public RpcClientCall Call(ReadOnlySpan<byte> stub, ushort opnum = 0, ushort context = 0) =>
        Association.Call(Context(context), NdrSyntax.Ndr20, opnum, null, stub);
}
