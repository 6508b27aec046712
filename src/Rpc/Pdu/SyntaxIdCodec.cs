using Sekimori.Wire;

namespace Sekimori.Rpc.Pdu;

/// <summary>
/// p_syntax_id_t on the wire: a UUID, then if_version, 32 bits with the major version in the lower half ([C706] 12.6.3.1).
/// </summary>
internal static class SyntaxIdCodec
{
    /// <summary>Bytes of one.</summary>
    public const int Size = 20;

    public static SyntaxId Read(ref ByteReader reader)
    {
        var uuid = reader.ReadGuid();
        var version = reader.ReadUInt32();
        return new(uuid, (ushort)version, (ushort)(version >> 16));
    }

    public static void Write(ref ByteWriter writer, SyntaxId syntax)
    {
        writer.WriteGuid(syntax.Uuid);
        writer.WriteUInt32((uint)syntax.Minor << 16 | syntax.Major);
    }
}
