namespace Sekimori.Capture.Network;

/// <summary>What follows a header, as Ethernet and GRE number it (the IEEE's registry of EtherTypes).</summary>
internal static class EtherType
{
    public const ushort Ipv4 = 0x0800, Ipv6 = 0x86dd;

    /// <summary>A VLAN tag: IEEE 802.1Q, 802.1ad, and their predecessors.</summary>
    public const ushort Vlan = 0x8100, ProviderVlan = 0x88a8, OldVlan = 0x9100, OldVlan2 = 0x9200, OldVlan3 = 0x9300;

    /// <summary>A whole Ethernet frame (RFC 1701 and 7637: transparent Ethernet bridging).</summary>
    public const ushort Bridged = 0x6558;

    /// <summary>PPP without framing (RFC 2637).</summary>
    public const ushort Ppp = 0x880b;

    /// <summary>PPP over Ethernet, session stage (RFC 2516).</summary>
    public const ushort PppoeSession = 0x8864;

    public const ushort Mpls = 0x8847, MplsMulticast = 0x8848;

    /// <summary>Cisco's FabricPath, metadata (security group tags) and virtual interface tags.</summary>
    public const ushort FabricPath = 0x8903, CiscoMetadata = 0x8909, VirtualInterface = 0x8926;

    /// <summary>Provider backbone bridges (IEEE 802.1ah), TRILL (RFC 6325), network service header (RFC 8300).</summary>
    public const ushort BackboneBridge = 0x88e7, Trill = 0x22f3, ServiceHeader = 0x894f;

    /// <summary>Mirrored frames behind GRE: ERSPAN of type I and II, and of type III.</summary>
    public const ushort Erspan = 0x88be, Erspan3 = 0x22eb;

    /// <summary>Redirected IP behind GRE (Web Cache Communication Protocol).</summary>
    public const ushort Redirected = 0x883e;

    /// <summary>Below this the field is the length of an IEEE 802.2 frame.</summary>
    public const ushort Least = 0x0600;
}
