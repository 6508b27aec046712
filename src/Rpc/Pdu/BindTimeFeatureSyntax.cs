using System.Buffers.Binary;

namespace Sekimori.Rpc.Pdu;

/// <summary>
/// The pseudo transfer syntax of bind time features: its UUID starts with 6cb71c2c-9812-4540 and ends with the features that the client
/// requests ([MS-RPCE] 3.3.1.5.3).
/// </summary>
internal static class BindTimeFeatureSyntax
{
    private static ReadOnlySpan<byte> Prefix => [0x2c, 0x1c, 0xb7, 0x6c, 0x12, 0x98, 0x40, 0x45];

    /// <summary>The syntax that requests <paramref name="features"/>.</summary>
    public static SyntaxId For(BindTimeFeatures features)
    {
        Span<byte> uuid = stackalloc byte[16];
        uuid.Clear();
        Prefix.CopyTo(uuid);
        BinaryPrimitives.WriteUInt16LittleEndian(uuid[8..], (ushort)features);
        return new(new Guid(uuid), 1, 0);
    }

    /// <summary>Whether <paramref name="syntax"/> is one of these, and which features it requests.</summary>
    public static bool TryRead(SyntaxId syntax, out BindTimeFeatures features)
    {
        Span<byte> uuid = stackalloc byte[16];
        syntax.Uuid.TryWriteBytes(uuid);
        features = (BindTimeFeatures)BinaryPrimitives.ReadUInt16LittleEndian(uuid[8..]);
        return syntax is { Major: 1, Minor: 0 } && uuid.StartsWith(Prefix);
    }
}
