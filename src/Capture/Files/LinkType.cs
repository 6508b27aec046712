namespace Sekimori.Capture.Files;

/// <summary>How the frames of a capture start (the registry of LINKTYPE_ values). Frames of any other kind are counted as unread.</summary>
public enum LinkType
{
    /// <summary>BSD loopback: the address family in the writer's byte order.</summary>
    Null = 0,

    /// <summary>Ethernet.</summary>
    Ethernet = 1,

    /// <summary>PPP, with or without HDLC's address and control.</summary>
    Ppp = 9,

    /// <summary>Raw IP, as older writers number it.</summary>
    RawBsd = 12,

    /// <summary>Raw IP, as OpenBSD numbers it.</summary>
    RawOpenBsd = 14,

    /// <summary>PPP in HDLC-like framing (RFC 1662).</summary>
    PppHdlc = 50,

    /// <summary>PPPoE: a session header, then PPP.</summary>
    PppEther = 51,

    /// <summary>Raw IP; the first nibble is the version.</summary>
    Raw = 101,

    /// <summary>Cisco HDLC: address, control, EtherType.</summary>
    CiscoHdlc = 104,

    /// <summary>IEEE 802.11 without a header of the receiver.</summary>
    Wireless = 105,

    /// <summary>OpenBSD loopback: the address family in network byte order.</summary>
    Loop = 108,

    /// <summary>OpenBSD's IPsec interface: twelve bytes, then IP.</summary>
    Enc = 109,

    /// <summary>Linux "any" device.</summary>
    LinuxCooked = 113,

    /// <summary>IEEE 802.11 behind a radiotap header.</summary>
    WirelessRadiotap = 127,

    /// <summary>PPP after one byte for the direction.</summary>
    PppWithDirection = 204,

    /// <summary>MPLS labels, then what they carry.</summary>
    Mpls = 219,

    /// <summary>Raw IPv4.</summary>
    Ipv4 = 228,

    /// <summary>Raw IPv6.</summary>
    Ipv6 = 229,

    /// <summary>Linux's netfilter log: attributes, one of which is the packet.</summary>
    NetfilterLog = 239,

    /// <summary>macOS's packet taps: a header that names the link type of what follows.</summary>
    PacketTap = 258,

    /// <summary>Linux "any" device, version 2.</summary>
    LinuxCooked2 = 276,
}
