using Sekimori.Wire;

namespace Sekimori.Rpc.Pdu;

/// <summary>The body of bind_nak ([C706] 12.6.4.5, [MS-RPCE] 2.2.2.9), with the one version that is supported, 5.0.</summary>
/// <param name="Reason">provider_reject_reason.</param>
internal readonly record struct BindNakPdu(BindNakReason Reason)
{
    /// <summary>
    /// Bytes of a whole bind_nak as Windows sends it: the common header, the reason, one version, three octets of padding.
    /// </summary>
    public const int WholeSize = PduHeader.Size + 8;

    /// <summary>
    /// Reads the reason. The versions and the extended error information after it, which a client may ignore, are skipped.
    /// </summary>
    /// <exception cref="MalformedException">The body is shorter than its reason.</exception>
    public static BindNakPdu Read(ReadOnlySpan<byte> body, bool bigEndian) =>
        new((BindNakReason)new ByteReader(body, bigEndian).ReadUInt16());

    /// <summary>Writes the body, 8 bytes.</summary>
    public void Write(ref ByteWriter writer)
    {
        writer.WriteUInt16((ushort)Reason);
        writer.WriteByte(1);
        writer.WriteByte(PduHeader.MajorVersion);
        writer.WriteByte(0);
        writer.WriteZeros(3);
    }
}
