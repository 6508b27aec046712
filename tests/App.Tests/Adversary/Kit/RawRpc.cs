using System.Buffers.Binary;

namespace Sekimori.Adversary.Tests.Kit;

/// <summary>PDUs of DCE/RPC ([C706] chapter 12, [MS-RPCE] 2.2.2), made byte by byte.</summary>
internal static class RawRpc
{
    /// <summary>The endpoint mapper.</summary>
    public static readonly Guid Mapper = new("e1af8308-5d1f-11c9-91a4-08002b14a0fa");

    private static readonly Guid s_ndr = new("8a885d04-1ceb-11c9-9fe8-08002b104860");

    /// <summary>The type of a PDU.</summary>
    public const byte Request = 0, Bind = 11, BindAck = 12, AlterContext = 14, AlterContextResponse = 15;

    /// <summary>bind or alter_context, with one context of the endpoint mapper.</summary>
    /// <param name="type">The type.</param>
    /// <param name="call">The call's number.</param>
    /// <param name="token">A token for auth_value; null for no authentication.</param>
    /// <param name="authContext">auth_context_id.</param>
    public static byte[] Negotiation(byte type, uint call, byte[]? token = null, uint authContext = 0)
    {
        var body = new byte[12 + 44];
        BinaryPrimitives.WriteUInt16LittleEndian(body, 5840);
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(2), 5840);
        body[8] = 1;
        body[14] = 1;
        Mapper.TryWriteBytes(body.AsSpan(16));
        body[32] = 3;
        s_ndr.TryWriteBytes(body.AsSpan(36));
        body[52] = 2;
        return Pdu(type, 3, call, body, token, authContext);
    }

    /// <summary>A fragment of a request.</summary>
    /// <param name="flags">PFC_FIRST_FRAG 1, PFC_LAST_FRAG 2.</param>
    /// <param name="call">The call's number.</param>
    /// <param name="opnum">The operation.</param>
    /// <param name="stub">The part of the stub.</param>
    public static byte[] Fragment(byte flags, uint call, ushort opnum, byte[] stub)
    {
        var body = new byte[8 + stub.Length];
        BinaryPrimitives.WriteInt32LittleEndian(body, stub.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(6), opnum);
        stub.CopyTo(body, 8);
        return Pdu(Request, flags, call, body);
    }

    /// <summary>A NEGOTIATE_MESSAGE of NTLM ([MS-NLMP] 2.2.1.1) with this many bytes of a domain's name.</summary>
    public static byte[] Negotiate(int payload)
    {
        var message = new byte[32 + payload];
        "NTLMSSP\0"u8.CopyTo(message);
        message[8] = 1;
        // Unicode, OEM, sign, seal, NTLM, always sign, extended session security, 128, key exchange, 56; a domain is supplied.
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(12), 0xe008_9233);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(16), (ushort)payload);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(18), (ushort)payload);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(20), 32);
        message.AsSpan(32).Fill((byte)'A');
        return message;
    }

    private static byte[] Pdu(byte type, byte flags, uint call, byte[] body, byte[]? token = null, uint authContext = 0)
    {
        var pdu = new byte[16 + body.Length + (token is null ? 0 : 8 + token.Length)];
        pdu[0] = 5;
        pdu[2] = type;
        pdu[3] = flags;
        pdu[4] = 0x10;
        BinaryPrimitives.WriteUInt16LittleEndian(pdu.AsSpan(8), (ushort)pdu.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(pdu.AsSpan(12), call);
        body.CopyTo(pdu, 16);
        if (token is null) return pdu;
        BinaryPrimitives.WriteUInt16LittleEndian(pdu.AsSpan(10), (ushort)token.Length);
        var trailer = pdu.AsSpan(16 + body.Length);
        // RPC_C_AUTHN_WINNT, RPC_C_AUTHN_LEVEL_PKT_PRIVACY.
        trailer[0] = 10;
        trailer[1] = 6;
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], authContext);
        token.CopyTo(trailer[8..]);
        return pdu;
    }
}
