using System.Buffers.Binary;
using Sekimori.Rpc;

namespace Sekimori.Capture.Tests.Network;

/// <summary>Packets written byte by byte: what tests of headers need, and no more.</summary>
internal static class PacketMaker
{
    private static readonly byte[] Client = [10, 0, 0, 5], Server = [10, 0, 0, 9];

    /// <summary>A bind of SAMR, its acknowledgement and a call, as three packets of IPv4 with TCP in them.</summary>
    public static byte[][] Conversation { get; } = Make((protocol, isClient, tcp) => Ipv4(protocol, tcp, isClient));

    /// <summary>The same over IPv6.</summary>
    public static byte[][] Conversation6 { get; } = Make(Ipv6);

    public static byte[] Ipv4(byte protocol, byte[] payload, bool isClient = true, ushort fragment = 0, ushort id = 7)
    {
        byte[] ip =
        [
            0x45, 0, .. Number16(20 + payload.Length), .. Number16(id), .. Number16(fragment), 64, protocol, 0, 0,
            .. isClient ? Client : Server, .. isClient ? Server : Client, .. payload,
        ];
        return ip;
    }

    public static byte[] Ipv6(byte protocol, bool isClient, byte[] payload) =>
        [0x60, 0, 0, 0, .. Number16(payload.Length), protocol, 64, .. Address6(isClient), .. Address6(!isClient), .. payload];

    public static byte[] Udp(int port, params byte[] payload) =>
        [.. Number16(50_000), .. Number16(port), .. Number16(8 + payload.Length), 0, 0, .. payload];

    public static byte[] Ethernet(ushort type, byte[] payload) => [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, .. Number16(type), .. payload];

    public static byte[] Number16(int value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
        return bytes;
    }

    private static byte[] Address6(bool isClient) => [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, isClient ? (byte)5 : (byte)9];

    private static byte[][] Make(Func<byte, bool, byte[], byte[]> wrap)
    {
        byte[] ndr = SyntaxId.Ndr20.Uuid.ToByteArray(), samr = new Guid("12345778-1234-abcd-ef00-0123456789ac").ToByteArray();
        var bind = Pdu(11, [0xd0, 0x16, 0xd0, 0x16, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, .. samr, 1, 0, 0, 0, .. ndr, 2, 0, 0, 0]);
        var ack = Pdu(12, [0xd0, 0x16, 0xd0, 0x16, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, .. ndr, 2, 0, 0, 0]);
        var request = Pdu(0, [8, 0, 0, 0, 0, 0, 5, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
        return [wrap(6, true, Tcp(true, 1000, bind)), wrap(6, false, Tcp(false, 5000, ack)),
            wrap(6, true, Tcp(true, 1000 + bind.Length, request))];
    }

    private static byte[] Pdu(byte type, byte[] body) =>
        [5, 0, type, 3, 0x10, 0, 0, 0, (byte)(16 + body.Length), 0, 0, 0, 1, 0, 0, 0, .. body];

    private static byte[] Tcp(bool isClient, int sequence, byte[] payload)
    {
        byte[] ports = isClient ? [.. Number16(50_001), .. Number16(49_700)] : [.. Number16(49_700), .. Number16(50_001)];
        return [.. ports, 0, 0, .. Number16(sequence), 0, 0, 0, 0, 0x50, 0x18, 0x20, 0, 0, 0, 0, 0, .. payload];
    }
}
