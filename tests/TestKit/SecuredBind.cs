using Sekimori.Guard;
using Sekimori.Rpc.Pdu;
using Sekimori.Wire;

namespace Sekimori.TestKit;

/// <summary>The bytes of PDUs with a security trailer, right or wrong.</summary>
internal static class SecuredBind
{
    /// <summary>A bind of <see cref="EchoInterface"/> with a token of four bytes.</summary>
    public static byte[] Bytes(AuthenticationType type, byte level, uint contextId = 0) =>
        With(ClientCore.BindBytes(), type, level, contextId, "none"u8);

    /// <summary>Puts a trailer and a token behind a PDU.</summary>
    public static byte[] With(ReadOnlySpan<byte> pdu, AuthenticationType type, byte level, uint contextId, ReadOnlySpan<byte> token,
        byte pad = 0)
    {
        var writer = new ByteWriter(stackalloc byte[256]);
        writer.WriteBytes(pdu);
        new SecurityTrailer(type, (ProtectionLevel)level, pad, contextId).Write(ref writer);
        writer.WriteBytes(token);
        writer.PatchUInt16(8, (ushort)writer.Position);
        writer.PatchUInt16(10, (ushort)token.Length);
        return writer.Written.ToArray();
    }
}
