using System.Buffers.Binary;

namespace Sekimori.Capture.Network;

/// <summary>Packets within packets, by IP's protocol number: what mirror ports, clouds and routers wrap traffic in.</summary>
internal static class TunnelReader
{
    public const byte Tcp = 6, Udp = 17;

    private const byte IpInIp = 4, Ipv6InIp = 41, Gre = 47, Esp = 50, EtherIp = 97, IpComp = 108, L2tp = 115, MplsInIp = 137,
        Ethernet = 143;

    /// <summary>Looks whether the payload of a datagram is a tunnel.</summary>
    /// <param name="protocol">IP's protocol number.</param>
    /// <param name="payload">The datagram's payload, whole.</param>
    /// <param name="type">How <paramref name="inner"/> starts.</param>
    /// <param name="inner">What is inside.</param>
    public static Encapsulation Read(byte protocol, ReadOnlySpan<byte> payload, out ushort type, out ReadOnlySpan<byte> inner)
    {
        type = 0;
        inner = payload;
        switch (protocol)
        {
            case Udp: return UdpTunnelReader.Read(payload, ref type, ref inner);
            case Gre: return GreReader.Read(payload, ref type, ref inner);
            case IpInIp or Ipv6InIp: // RFC 2003, RFC 2473, RFC 4213
                type = EtherType.Ipv4;
                return Encapsulation.Open;
            case MplsInIp: // RFC 4023
                type = EtherType.Mpls;
                return Encapsulation.Open;
            case EtherIp when payload.Length >= 2 && payload[0] >> 4 == 3: // RFC 3378: a version and twelve bits of zero
                type = EtherType.Bridged;
                inner = payload[2..];
                return Encapsulation.Open;
            case Ethernet: // RFC 8986
                type = EtherType.Bridged;
                return Encapsulation.Open;
            case Esp or IpComp or L2tp or EtherIp: return Encapsulation.Unread;
            default: return Encapsulation.None;
        }
    }

    /// <summary>Two bytes of a header, most significant first; zero behind its end.</summary>
    public static ushort UInt16(ReadOnlySpan<byte> bytes, int at) =>
        at + 2 <= bytes.Length ? BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]) : (ushort)0;
}
