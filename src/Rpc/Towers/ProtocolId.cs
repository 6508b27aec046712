namespace Sekimori.Rpc.Towers;

/// <summary>Protocol identifiers, the first octet of a floor's left-hand side ([C706] Appendix I).</summary>
internal enum ProtocolId : byte
{
    /// <summary>DECnet session control.</summary>
    DnetNsp = 0x04,

    /// <summary>OSI TP4.</summary>
    OsiTp4 = 0x05,

    /// <summary>OSI CLNS.</summary>
    OsiClns = 0x06,

    /// <summary>TCP; right-hand side: port, big-endian.</summary>
    Tcp = 0x07,

    /// <summary>UDP; right-hand side: port, big-endian.</summary>
    Udp = 0x08,

    /// <summary>IP; right-hand side: four octets of address.</summary>
    Ip = 0x09,

    /// <summary>RPC, connectionless; right-hand side: minor version.</summary>
    Connectionless = 0x0a,

    /// <summary>RPC, connection-oriented; right-hand side: minor version.</summary>
    ConnectionOriented = 0x0b,

    /// <summary>RPC, local; right-hand side: minor version.</summary>
    Local = 0x0c,

    /// <summary>A UUID and major version follow; right-hand side: minor version.</summary>
    Uuid = 0x0d,

    /// <summary>IPX.</summary>
    Ipx = 0x0e,

    /// <summary>Named pipe of an SMB server; right-hand side: its name.</summary>
    SmbPipe = 0x0f,

    /// <summary>Name of a local endpoint.</summary>
    LocalPipe = 0x10,

    /// <summary>NetBIOS; right-hand side: the host's name.</summary>
    NetBios = 0x11,

    /// <summary>NetBEUI.</summary>
    NetBeui = 0x12,

    /// <summary>Novell SPX.</summary>
    Spx = 0x13,

    /// <summary>NetBIOS over IPX.</summary>
    NetBiosIpx = 0x14,

    /// <summary>AppleTalk data stream.</summary>
    AppleTalkStream = 0x16,

    /// <summary>AppleTalk datagram.</summary>
    AppleTalkDatagram = 0x17,

    /// <summary>AppleTalk.</summary>
    AppleTalk = 0x18,

    /// <summary>Vines SPP.</summary>
    VinesSpp = 0x1a,

    /// <summary>Vines IPC.</summary>
    VinesIpc = 0x1b,

    /// <summary>Vines StreetTalk.</summary>
    StreetTalk = 0x1c,

    /// <summary>HTTP; right-hand side: port, big-endian.</summary>
    Http = 0x1f,

    /// <summary>Unix domain socket; right-hand side: its path.</summary>
    UnixSocket = 0x20,

    /// <summary>Nothing.</summary>
    Null = 0x21,
}
