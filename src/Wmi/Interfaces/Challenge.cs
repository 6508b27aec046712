using Sekimori.Ndr;
using Sekimori.Wire;

namespace Sekimori.Wmi.Interfaces;

/// <summary>A conformant varying array of sixteen octets, of a logon that nothing uses any more ([MS-WMI] 3.1.4.1.2).</summary>
/// <param name="Octets">The octets.</param>
internal sealed record Challenge(ReadOnlyMemory<byte> Octets) : INdrType<Challenge>
{
    private const int Size = 16;

    /// <summary>Sixteen zeros.</summary>
    public static Challenge Empty { get; } = new(new byte[Size]);

    /// <inheritdoc/>
    public static Challenge ReadNdr(ref NdrReader reader)
    {
        reader.Align(4, 8);
        var (most, offset, count) = (reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32());
        if (most != Size || offset != 0 || count != Size)
            throw new MalformedException(Malformed.BadLength, $"{count} octets of {most} where there are {Size}");
        return new(reader.ReadBytes(Size));
    }

    /// <inheritdoc/>
    public static void WriteNdr(ref NdrWriter writer, Challenge value)
    {
        ArgumentNullException.ThrowIfNull(value);
        writer.Align(4, 8);
        writer.WriteUInt32(Size);
        writer.WriteUInt32(0);
        writer.WriteUInt32(Size);
        writer.WriteBytes(value.Octets.Span);
    }
}
