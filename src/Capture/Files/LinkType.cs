namespace Sekimori.Capture.Files;

/// <summary>How the frames of a capture begin (the registry of LINKTYPE_ values). Frames of any other kind are counted and passed over.</summary>
public enum LinkType
{
    /// <summary>BSD loopback: the address family in the writer's byte order.</summary>
    Null = 0,

    /// <summary>Ethernet.</summary>
    Ethernet = 1,

    /// <summary>Raw IP, as older writers number it.</summary>
    RawBsd = 12,

    /// <summary>Raw IP, as OpenBSD numbers it.</summary>
    RawOpenBsd = 14,

    /// <summary>Raw IP; the first nibble tells the version.</summary>
    Raw = 101,

    /// <summary>OpenBSD loopback: the address family in network byte order.</summary>
    Loop = 108,

    /// <summary>Linux "any" device.</summary>
    LinuxCooked = 113,

    /// <summary>Raw IPv4.</summary>
    Ipv4 = 228,

    /// <summary>Raw IPv6.</summary>
    Ipv6 = 229,

    /// <summary>Linux "any" device, version 2.</summary>
    LinuxCooked2 = 276,
}
