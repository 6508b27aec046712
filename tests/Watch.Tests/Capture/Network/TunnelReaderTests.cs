using Sekimori.Capture.Files;
using Sekimori.Observations;
using static Sekimori.Capture.Tests.Network.PacketMaker;

namespace Sekimori.Capture.Tests.Network;

/// <summary>
/// The same conversation in every wrapping that is read, and wrappings that are not: these are counted. A new one is a line.
/// </summary>
public class TunnelReaderTests
{
    private static readonly byte[] Vni = [8, 0, 0, 0, 0, 1, 0xf4, 0];

    private static readonly Dictionary<string, Func<byte[], (LinkType Link, byte[] Frame)>> Read = new()
    {
        ["Ethernet"] = ip => Wire(0x0800, ip),
        ["802.1Q"] = ip => Wire(0x8100, [0, 5, 8, 0, .. ip]),
        ["802.1ad"] = ip => Wire(0x88a8, [0, 5, 0x81, 0, 0, 6, 8, 0, .. ip]),
        ["QinQ before the standard"] = ip => Wire(0x9100, [0, 5, 0x91, 0, 0, 6, 0x81, 0, 0, 7, 8, 0, .. ip]),
        ["LLC and SNAP"] = ip => Wire(60, [0xaa, 0xaa, 3, 0, 0, 0, 8, 0, .. ip]),
        ["802.1ah"] = ip => Wire(0x88e7, [0, 0, 0, 9, .. Ethernet(0x0800, ip)]),
        ["security group tag"] = ip => Wire(0x8909, [1, 1, 0, 1, 0, 9, 8, 0, .. ip]),
        ["MPLS"] = ip => Wire(0x8847, [0, 1, 0, 64, 0, 2, 1, 64, .. ip]),
        ["MPLS with Ethernet"] = ip => Wire(0x8847, [0, 2, 1, 64, .. Ethernet(0x0800, ip)]),
        ["MPLS with Ethernet and a control word"] = ip => Wire(0x8848, [0, 2, 1, 64, 0, 0, 0, 0, .. Ethernet(0x0800, ip)]),
        ["PPPoE"] = ip => Wire(0x8864, [0x11, 0, 0, 1, .. Number16(ip.Length + 2), 0, 0x21, .. ip]),
        ["PPPoE in a VLAN"] = ip => Wire(0x8100, [0, 7, 0x88, 0x64, 0x11, 0, 0, 1, .. Number16(ip.Length + 1), 0x21, .. ip]),
        ["network service header"] = ip => Wire(0x894f, [0, 2, 2, 1, 0, 0, 0, 9, .. ip]),
        ["VXLAN"] = ip => Datagram(4789, [.. Vni, .. Ethernet(0x0800, ip)]),
        ["VXLAN with a tag"] = ip => Datagram(4789, [.. Vni, .. Ethernet(0x8100, [0, 5, 8, 0, .. ip])]),
        ["VXLAN with a group"] = ip => Datagram(4789, [0x88, 0, 0, 9, 0, 1, 0xf4, 0, .. Ethernet(0x0800, ip)]),
        ["VXLAN at Linux' port"] = ip => Datagram(8472, [.. Vni, .. Ethernet(0x0800, ip)]),
        ["VXLAN at another port"] = ip => Datagram(65_330, [.. Vni, .. Ethernet(0x0800, ip)]),
        ["VXLAN over IPv6"] = ip => Wire(0x86dd, Ipv6(17, true, Udp(4789, [.. Vni, .. Ethernet(0x0800, ip)]))),
        ["VXLAN in VXLAN"] = ip => Datagram(4789, [.. Vni, .. Ethernet(0x0800, Ipv4(17, Udp(4789, [.. Vni, .. Ethernet(0x0800, ip)])))]),
        ["VXLAN-GPE"] = ip => Datagram(4790, [0x0c, 0, 0, 1, 0, 1, 0xf4, 0, .. ip]),
        ["Geneve"] = ip => Datagram(6081, [0, 0, 0x65, 0x58, 0, 1, 0xf4, 0, .. Ethernet(0x0800, ip)]),
        ["Geneve with options"] = ip =>
            Datagram(6081, [2, 0x40, 0x65, 0x58, 0, 1, 0xf4, 0, 1, 8, 0, 1, 0, 0, 0, 0, .. Ethernet(0x0800, ip)]),
        ["Geneve with IP"] = ip => Datagram(6081, [0, 0, 8, 0, 0, 1, 0xf4, 0, .. ip]),
        ["GRE"] = ip => Protocol(47, [0, 0, 8, 0, .. ip]),
        ["GRE with checksum, key and sequence"] = ip => Protocol(47, [0xb0, 0, 8, 0, 1, 2, 0, 0, 0, 0, 0, 7, 0, 0, 0, 1, .. ip]),
        ["GRE with MPLS"] = ip => Protocol(47, [0, 0, 0x88, 0x47, 0, 2, 1, 64, .. ip]),
        ["NVGRE"] = ip => Protocol(47, [0x20, 0, 0x65, 0x58, 0, 1, 0xf4, 9, .. Ethernet(0x0800, ip)]),
        ["ERSPAN I"] = ip => Protocol(47, [0, 0, 0x88, 0xbe, .. Ethernet(0x0800, ip)]),
        ["ERSPAN II"] = ip => Protocol(47, [0x10, 0, 0x88, 0xbe, 0, 0, 0, 1, 0x10, 5, 0, 9, 0, 0, 0, 1, .. Ethernet(0x0800, ip)]),
        ["ERSPAN III"] = ip =>
            Protocol(47, [0x10, 0, 0x22, 0xeb, 0, 0, 0, 1, 0x20, 5, 0, 9, 1, 2, 3, 4, 0, 0, 0, 0, .. Ethernet(0x0800, ip)]),
        ["ERSPAN III with a subheader"] = ip =>
            Protocol(
            47, [0x10, 0, 0x22, 0xeb, 0, 0, 0, 1, 0x20, 5, 0, 9, 1, 2, 3, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, .. Ethernet(0x0800, ip)]),
        ["PPTP"] = ip =>
            Protocol(47, [0x30, 0x81, 0x88, 0x0b, .. Number16(ip.Length + 4), 0, 9, 0, 0, 0, 1, 0, 0, 0, 1, 0xff, 3, 0, 0x21, .. ip]),
        ["redirected by WCCP"] = ip => Protocol(47, [0, 0, 0x88, 0x3e, 0, 0, 0, 0, .. ip]),
        ["IP in IP"] = ip => Protocol(4, ip),
        ["IP in IP in IP"] = ip => Protocol(4, Ipv4(4, ip)),
        ["EtherIP"] = ip => Protocol(97, [0x30, 0, .. Ethernet(0x0800, ip)]),
        ["MPLS in IP"] = ip => Protocol(137, [0, 2, 1, 64, .. ip]),
        ["MPLS in UDP"] = ip => Datagram(6635, [0, 2, 1, 64, .. ip]),
        ["GTP-U"] = ip => Datagram(2152, [0x30, 0xff, .. Number16(ip.Length), 0, 0, 0, 9, .. ip]),
        ["GTP-U with an extension"] = ip =>
            Datagram(2152, [0x34, 0xff, .. Number16(ip.Length + 8), 0, 0, 0, 9, 0, 0, 0, 0x85, 1, 0x10, 9, 0, .. ip]),
        ["L2TP"] = ip => Datagram(1701, [0x40, 2, .. Number16(ip.Length + 12), 0, 1, 0, 2, 0xff, 3, 0, 0x21, .. ip]),
        ["LISP"] = ip => Datagram(4341, [0, 0, 0, 0, 0, 0, 0, 0, .. ip]),
        ["TZSP"] = ip => Datagram(37_008, [1, 0, 0, 1, 10, 1, 0xce, 1, .. Ethernet(0x0800, ip)]),
        ["authentication header"] = ip => Protocol(51, [4, 4, 0, 0, 0, 0, 0, 9, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, .. ip]),
        ["Linux cooked"] = ip => (LinkType.LinuxCooked, [0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, 8, 0, .. ip]),
        ["Linux cooked 2"] = ip => (LinkType.LinuxCooked2, [8, 0, 0, 0, 0, 0, 0, 2, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, .. ip]),
        ["loopback of BSD"] = ip => (LinkType.Null, [2, 0, 0, 0, .. ip]),
        ["loopback of OpenBSD"] = ip => (LinkType.Loop, [0, 0, 0, 2, .. ip]),
        ["raw"] = ip => (LinkType.Raw, ip),
        ["PPP"] = ip => (LinkType.Ppp, [0xff, 3, 0, 0x21, .. ip]),
        ["Cisco HDLC"] = ip => (LinkType.CiscoHdlc, [0x0f, 0, 8, 0, .. ip]),
        ["MPLS as link"] = ip => (LinkType.Mpls, [0, 2, 1, 64, .. ip]),
        ["netfilter log"] = ip =>
            (LinkType.NetfilterLog, [2, 0, 0, 9, 8, 0, 1, 0, 8, 0, 1, 0, 5, 0, 10, 0, 0, 0, 0, 0, (byte)(ip.Length + 4), 0, 9, 0, .. ip]),
        ["packet tap"] = ip => (LinkType.PacketTap, [16, 0, 0, 0, 1, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, .. ip]),
        ["802.11"] = ip => (LinkType.Wireless, [8, 1, 0, 0, .. new byte[20], 0xaa, 0xaa, 3, 0, 0, 0, 8, 0, .. ip]),
        ["802.11 behind radiotap"] = ip =>
            (LinkType.WirelessRadiotap,
            [0, 0, 8, 0, 0, 0, 0, 0, 0x88, 2, 0, 0, .. new byte[20], 0, 0, 0xaa, 0xaa, 3, 0, 0, 0, 8, 0, .. ip]),
    };

    private static readonly Dictionary<string, Func<byte[], (LinkType Link, byte[] Frame)>> NotRead = new()
    {
        ["ESP"] = ip => Protocol(50, [0, 0, 0, 9, .. ip]),
        ["ESP in UDP"] = ip => Datagram(4500, [0, 0, 0, 9, .. ip]),
        ["IPComp"] = ip => Protocol(108, ip),
        ["L2TP version 3"] = ip => Protocol(115, ip),
        ["GRE of an unknown kind"] = ip => Protocol(47, [0, 0, 0x12, 0x34, .. ip]),
        ["GRE of a version to come"] = ip => Protocol(47, [0, 2, 8, 0, .. ip]),
        ["Geneve with an unknown kind"] = ip => Datagram(6081, [0, 0, 0x12, 0x34, 0, 1, 0xf4, 0, .. ip]),
        ["VXLAN with ARP"] = ip => Datagram(4789, [.. Vni, .. Ethernet(0x0806, ip)]),
        ["MACsec"] = ip => Wire(0x88e5, ip),
        ["802.11 protected"] = ip => (LinkType.Wireless, [8, 0x41, 0, 0, .. new byte[20], .. ip]),
        ["radiotap with a beacon"] = ip => (LinkType.WirelessRadiotap, [0, 0, 8, 0, 0, 0, 0, 0, 0x80, 0, .. new byte[22], .. ip]),
        ["link type that nobody knows"] = ip => ((LinkType)4711, ip),
        ["one tunnel too many"] = ip => Wire(0x0800, Enumerable.Range(0, 5).Aggregate(ip, (inner, _) => Ipv4(4, inner))),
        ["endless tags"] = ip =>
            Wire(0x8100, [.. Enumerable.Repeat<byte[]>([0, 5, 0x81, 0], 40).SelectMany(tag => tag), 0, 5, 8, 0, .. ip]),
    };

    public static TheoryData<string> ReadNames => new(Read.Keys);

    public static TheoryData<string> NotReadNames => new(NotRead.Keys);

    [Theory, MemberData(nameof(ReadNames))]
    public void A_wrapping_is_read(string name)
    {
        var seen = Observe(PacketMaker.Conversation.Select(Read[name]), out var observer);
        Assert.Equal([ObservationKind.Bind, ObservationKind.Call], seen.Select(one => one.Kind));
        Assert.Equal(["10.0.0.5", "10.0.0.5"], seen.Select(one => one.Client.AddressText));
        Assert.Equal((0, 0), (observer.UnreadPackets, observer.CutPackets));
    }

    [Theory, MemberData(nameof(NotReadNames))]
    public void What_cannot_be_read_is_counted(string name)
    {
        Assert.Empty(Observe(PacketMaker.Conversation.Select(NotRead[name]), out var observer));
        Assert.Equal(3, observer.UnreadPackets);
    }

    [Theory]
    [InlineData((byte)41)]
    [InlineData((byte)4)]
    public void IPv6_in_IPv4_is_read(byte protocol) =>
        Assert.Equal(2, Observe(PacketMaker.Conversation6.Select(ip => Protocol(protocol, ip)), out _).Count);

    [Fact]
    public void IPv6_in_Teredo_is_read() =>
        Assert.Equal(2, Observe(PacketMaker.Conversation6.Select(ip => Datagram(3544, ip)), out _).Count);

    [Fact]
    public void A_tunnel_in_fragments_is_read()
    {
        var frames = PacketMaker.Conversation.SelectMany((ip, at) =>
        {
            var udp = Udp(4789, [.. Vni, .. Ethernet(0x0800, ip)]);
            return new[]
            {
                Wire(0x0800, Ipv4(17, udp[..48], fragment: 0x2000, id: (ushort)at)),
                Wire(0x0800, Ipv4(17, udp[48..], fragment: 6, id: (ushort)at))
            };
        });
        Assert.Equal(2, Observe(frames, out var observer).Count);
        Assert.Equal(0, observer.UnreadPackets);
    }

    [Fact]
    public void Fragments_without_the_others_are_counted()
    {
        Observe([Wire(0x0800, Ipv4(17, new byte[48], fragment: 0x2000))], out var observer);
        Assert.Equal(1, observer.UnreadPackets);
    }

    [Fact]
    public void Packets_that_a_mirror_cut_are_counted()
    {
        Observe(
            PacketMaker.Conversation.Select(ip =>
            Protocol(47, [0x10, 0, 0x88, 0xbe, 0, 0, 0, 1, 0x10, 5, 0, 9, 0, 0, 0, 1, .. Ethernet(0x0800, ip[..^8])])), out var observer);
        Assert.Equal((0, 3), (observer.UnreadPackets, observer.CutPackets));
    }

    [Fact]
    public void Data_that_go_to_the_port_of_a_tunnel_by_chance_are_no_tunnel()
    {
        Observe([Datagram(4789, new byte[64]), Datagram(6081, [0xc0, .. new byte[64]]), Datagram(2152, [0x32, 1, .. new byte[64]])],
            out var observer);
        Assert.Equal(0, observer.UnreadPackets);
    }

    private static (LinkType, byte[]) Wire(ushort type, byte[] payload) => (LinkType.Ethernet, Ethernet(type, payload));

    private static (LinkType, byte[]) Protocol(byte protocol, byte[] payload) => Wire(0x0800, Ipv4(protocol, payload));

    private static (LinkType, byte[]) Datagram(int port, byte[] payload) => Protocol(17, Udp(port, payload));

    private static List<Observation> Observe(IEnumerable<(LinkType Link, byte[] Frame)> frames, out PassiveObserver observer)
    {
        var sink = new Captures.Collector();
        observer = new(sink);
        var ticks = 1_000L;
        foreach (var (link, frame) in frames) observer.OnPacket(++ticks, link, frame);
        observer.Finish();
        return sink.All;
    }
}
