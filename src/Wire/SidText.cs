using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Sekimori.Wire;

/// <summary>A security identifier as text, "S-1-5-32-544" ([MS-DTYP] 2.4.2.1), with a decimal authority.</summary>
internal static class SidText
{
    /// <summary>[MS-DTYP] 2.4.2: at most 15 sub-authorities.</summary>
    public const int MaxSubAuthorities = 15;

    /// <summary>Bytes before the sub-authorities of a packet.</summary>
    public const int HeaderSize = 8;

    /// <summary>The text of its parts.</summary>
    /// <param name="revision">Always 1.</param>
    /// <param name="authority">Six octets, big-endian.</param>
    /// <param name="subAuthorities">The sub-authorities, the relative identifier last.</param>
    public static string Of(byte revision, ReadOnlySpan<byte> authority, ReadOnlySpan<uint> subAuthorities)
    {
        ulong number = 0;
        foreach (var octet in authority) number = number << 8 | octet;
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"S-{revision}-{number}");
        foreach (var part in subAuthorities) text.Append(CultureInfo.InvariantCulture, $"-{part}");
        return text.ToString();
    }

    /// <summary>
    /// The text of a packet ([MS-DTYP] 2.4.2.2): revision, number of sub-authorities, authority, sub-authorities, little-endian.
    /// </summary>
    /// <param name="packet">Its bytes; what follows it may follow.</param>
    /// <returns>Null if it has more sub-authorities than there may be, or than are there.</returns>
    public static string? Read(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < HeaderSize || packet[1] > MaxSubAuthorities || packet.Length < HeaderSize + packet[1] * 4) return null;
        Span<uint> parts = stackalloc uint[packet[1]];
        for (var i = 0; i < parts.Length; i++) parts[i] = BinaryPrimitives.ReadUInt32LittleEndian(packet[(HeaderSize + i * 4)..]);
        return Of(packet[0], packet[2..8], parts);
    }
}
