using System.Buffers.Binary;
using Sekimori.Rpc;
using Sekimori.Rpc.Pdu;

namespace Sekimori.TestKit;

/// <summary>PDUs as either byte order writes them, also such as no client of ours sends.</summary>
internal sealed class WirePdus(bool isBigEndian = false)
{
    public static readonly SyntaxId Samr = new(new("12345778-1234-abcd-ef00-0123456789ac"), 1, 0);
    public static readonly SyntaxId Drsuapi = new(new("e3514235-4b06-11d1-ab04-00c04fc2dcd2"), 4, 0);
    public static readonly SyntaxId Mapper = new(new("e1af8308-5d1f-11c9-91a4-08002b14a0fa"), 3, 0);
    public static readonly SyntaxId Exporter = new(new("99fcfec4-5260-101b-bbcb-00aa0021347a"), 0, 0);

    public byte[] Bind(uint call, params (ushort Id, SyntaxId Interface)[] contexts) => Bind(PduType.Bind, call, 0x03, contexts);

    public byte[] Alter(uint call, params (ushort Id, SyntaxId Interface)[] contexts) => Bind(PduType.AlterContext, call, 0x03, contexts);

    /// <param name="type">bind or alter_context.</param>
    /// <param name="call">call_id.</param>
    /// <param name="flags">pfc_flags.</param>
    /// <param name="contexts">The contexts.</param>
    /// <param name="trailer">Type, level and id of a security context.</param>
    /// <param name="announced">The number of contexts that is announced; -1 for the true one.</param>
    /// <param name="transfers">Transfer syntaxes of each context.</param>
    public byte[] Bind(PduType type, uint call, byte flags, (ushort Id, SyntaxId Interface)[] contexts, (byte, byte, uint)? trailer = null,
        int announced = -1, int transfers = 1)
    {
        var body = new List<byte>();
        Add16(body, 5840);
        Add16(body, 5840);
        Add32(body, 0);
        body.AddRange([(byte)(announced < 0 ? contexts.Length : announced), 0, 0, 0]);
        foreach (var (id, syntax) in contexts)
        {
            Add16(body, id);
            body.AddRange([(byte)transfers, 0]);
            Add(body, syntax);
            for (var at = 0; at < transfers; at++) Add(body, at % 2 == 0 ? SyntaxId.Ndr20 : SyntaxId.Ndr64);
        }
        return Whole(type, call, flags, body, trailer);
    }

    public byte[] Ack(uint call, params bool[] accepted)
    {
        var body = new List<byte>();
        Add16(body, 5840);
        Add16(body, 5840);
        Add32(body, 1);
        Add16(body, 4);
        body.AddRange("135\0"u8.ToArray());
        body.AddRange([0, 0, (byte)accepted.Length, 0, 0, 0]);
        foreach (var isAccepted in accepted)
        {
            Add16(body, (ushort)(isAccepted ? 0 : 2));
            Add16(body, 0);
            Add(body, isAccepted ? SyntaxId.Ndr20 : default);
        }
        return Whole(PduType.BindAck, call, 0x03, body, null);
    }

    public byte[] Request(
        uint call, ushort context, ushort opnum, byte[]? stub = null, byte flags = 0x03, (byte, byte, uint)? trailer = null)
    {
        var body = new List<byte>();
        Add32(body, (uint)(stub?.Length ?? 0));
        Add16(body, context);
        Add16(body, opnum);
        body.AddRange(stub ?? []);
        return Whole(PduType.Request, call, flags, body, trailer);
    }

    public byte[] Response(uint call, byte[] stub, byte flags = 0x03, (byte, byte, uint)? trailer = null)
    {
        var body = new List<byte>();
        Add32(body, (uint)stub.Length);
        Add32(body, 0);
        body.AddRange(stub);
        return Whole(PduType.Response, call, flags, body, trailer);
    }

    public byte[] Fault(uint call, uint status)
    {
        var body = new List<byte>();
        Add32(body, 32);
        Add32(body, 0);
        Add32(body, status);
        Add32(body, 0);
        return Whole(PduType.Fault, call, 0x03, body, null);
    }

    public byte[] Whole(PduType type, uint call, byte flags, List<byte> body, (byte Type, byte Level, uint Id)? trailer)
    {
        if (trailer is { } security)
        {
            body.AddRange(new byte[-body.Count & 3]);
            body.AddRange([security.Type, security.Level, 0, 0]);
            Add32(body, security.Id);
            body.AddRange(new byte[16]);
        }
        var pdu = new List<byte> { 5, 0, (byte)type, flags, (byte)(isBigEndian ? 0 : 0x10), 0, 0, 0 };
        Add16(pdu, (ushort)(16 + body.Count));
        Add16(pdu, (ushort)(trailer is null ? 0 : 16));
        Add32(pdu, call);
        pdu.AddRange(body);
        return [.. pdu];
    }

    private void Add(List<byte> to, SyntaxId syntax)
    {
        to.AddRange(syntax.Uuid.ToByteArray(isBigEndian));
        if (isBigEndian)
        {
            Add16(to, syntax.Minor);
            Add16(to, syntax.Major);
            return;
        }
        Add16(to, syntax.Major);
        Add16(to, syntax.Minor);
    }

    private void Add16(List<byte> to, ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        if (isBigEndian) BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        else BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        to.AddRange(bytes);
    }

    private void Add32(List<byte> to, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        if (isBigEndian) BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        else BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        to.AddRange(bytes);
    }
}
