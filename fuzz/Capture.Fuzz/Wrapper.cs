using System.Buffers.Binary;

namespace Sekimori.Fuzz.Capture;

/// <summary>
/// Puts a frame of Ethernet into tunnels, as mirrors do: what is inside must come out, and what is damaged must end in a count.
/// </summary>
public sealed class Wrapper(Random random)
{
    private const int Ethernet = 14;

    // What is between the outer IP header and the inner bytes; whether these are a frame or IP; the IP protocol, and the port where it is
    // UDP.
    private static readonly (byte Protocol, int Port, bool HoldsFrame, byte[] Header)[] Kinds =
    [
        (17, 4789, true, [8, 0, 0, 0, 0, 1, 0, 0]), (17, 6081, true, [1, 0, 0x65, 0x58, 0, 1, 0, 0, 1, 8, 0, 0]),
        (17, 4790, false, [12, 0, 0, 1, 0, 1, 0, 0]), (17, 65_330, true, [8, 0, 0, 0, 0, 1, 0, 0]),
        (17, 2152, false, [0x34, 0xff, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0x85, 1, 0x10, 9, 0]),
        (17, 1701, false, [0x40, 2, 0, 0, 0, 1, 0, 2, 0xff, 3, 0, 0x21]), (17, 37_008, true, [1, 0, 0, 1, 10, 1, 0, 1]),
        (17, 4341, false, [0, 0, 0, 0, 0, 0, 0, 0]), (17, 6080, false, [0, 4, 0, 0]), (17, 6635, false, [0, 2, 1, 64]),
        (17, 3544, false, [0, 0, 1, 2, 3, 4, 5, 6]), (17, 4500, false, [0, 0, 0, 1]),
        (47, 0, false, [0, 0, 8, 0]), (47, 0, true, [0x20, 0, 0x65, 0x58, 0, 1, 0, 9]),
        (47, 0, true, [0x10, 0, 0x88, 0xbe, 0, 0, 0, 1, 0x10, 5, 0, 9, 0, 0, 0, 1]), (47, 0, true, [0, 0, 0x88, 0xbe]),
        (47, 0, true, [0x10, 0, 0x22, 0xeb, 0, 0, 0, 1, 0x20, 5, 0, 9, 1, 2, 3, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]),
        (47, 0, false, [0x30, 1, 0x88, 0x0b, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0x21]),
        (4, 0, false, []), (97, 0, true, [0x30, 0]), (137, 0, false, [0, 2, 1, 64]), (51, 0, false, [4, 1, 0, 0, 0, 0, 0, 9, 0, 0, 0, 1]),
    ];

    private static readonly byte[][] Tags = [[0x81, 0, 0, 5], [0x88, 0xa8, 0, 6], [0x89, 9, 1, 1, 0, 1, 0, 9], [0x89, 0x26, 0, 0, 0, 0]];

    /// <summary>Wraps the frame where it lies; returns its length, the same where there is no room or it is not an IPv4.</summary>
    public int Wrap(byte[] frame, int length)
    {
        if (length < Ethernet + 20 || frame[12] != 8 || frame[13] != 0) return length;
        if (random.Next(3) == 0) return Insert(frame, length, 12, Tags[random.Next(Tags.Length)]);
        var (protocol, port, holdsFrame, header) = Kinds[random.Next(Kinds.Length)];
        var inner = length - (holdsFrame ? 0 : Ethernet);
        Span<byte> outer = stackalloc byte[Ethernet + 20 + 8 + 32];
        frame.AsSpan(0, Ethernet).CopyTo(outer);
        var size = Ethernet + 20 + (protocol == 17 ? 8 : 0) + header.Length;
        var ip = outer[Ethernet..];
        ip[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)(size - Ethernet + inner));
        ip[8] = 64;
        ip[9] = protocol;
        ip[12] = ip[16] = 10;
        ip[15] = 1;
        ip[19] = 2;
        if (protocol == 17)
        {
            BinaryPrimitives.WriteUInt16BigEndian(ip[22..], (ushort)port);
            BinaryPrimitives.WriteUInt16BigEndian(ip[24..], (ushort)(8 + header.Length + inner));
        }
        header.CopyTo(outer[(size - header.Length)..]);
        if (size + inner > frame.Length) return length;
        frame.AsSpan(length - inner, inner).CopyTo(frame.AsSpan(size));
        outer[..size].CopyTo(frame);
        return size + inner;
    }

    private static int Insert(byte[] frame, int length, int at, byte[] what)
    {
        if (length + what.Length > frame.Length) return length;
        frame.AsSpan(at, length - at).CopyTo(frame.AsSpan(at + what.Length));
        what.CopyTo(frame, at);
        return length + what.Length;
    }
}
