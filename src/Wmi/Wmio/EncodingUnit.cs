using Sekimori.Wire;

namespace Sekimori.Wmi.Wmio;

/// <summary>EncodingUnit ([MS-WMIO] 2.2.1): a signature and a length before an object's block.</summary>
internal static class EncodingUnit
{
    /// <summary>2.2.77.</summary>
    private const uint Signature = 0x12345678;

    /// <summary>Writes the header; the block follows.</summary>
    /// <param name="writer">The writer.</param>
    /// <returns>Where the length is, for <see cref="End"/>.</returns>
    public static int Begin(ref ByteWriter writer)
    {
        writer.WriteUInt32(Signature);
        var at = writer.Position;
        writer.WriteUInt32(0);
        return at;
    }

    /// <summary>The block has been written.</summary>
    public static void End(ref ByteWriter writer, int at) => writer.PatchUInt32(at, (uint)(writer.Position - at - 4));

    /// <summary>The block of a unit. What follows the unit is ignored.</summary>
    /// <exception cref="MalformedException">The bytes are no such unit.</exception>
    public static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> unit)
    {
        var reader = new ByteReader(unit);
        if (reader.ReadUInt32() is var signature && signature != Signature)
            throw new MalformedException(Malformed.BadValue, $"signature 0x{signature:x8}");
        var length = reader.ReadUInt32();
        return length <= (uint)reader.Remaining
            ? reader.ReadBytes((int)length)
            : throw new MalformedException(Malformed.Truncated, $"an object of {length} bytes, {reader.Remaining} present");
    }
}
