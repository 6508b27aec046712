namespace Sekimori.Security.Ntlm;

/// <summary>AvId, what an attribute of target information is ([MS-NLMP] 2.2.2.1).</summary>
internal enum AvId : ushort
{
    /// <summary>MsvAvEOL: the end.</summary>
    End = 0,

    /// <summary>MsvAvNbComputerName: the server's NetBIOS name.</summary>
    NbComputerName = 1,

    /// <summary>MsvAvNbDomainName: its domain's NetBIOS name.</summary>
    NbDomainName = 2,

    /// <summary>MsvAvDnsComputerName: the server's DNS name.</summary>
    DnsComputerName = 3,

    /// <summary>MsvAvDnsDomainName: its domain's DNS name.</summary>
    DnsDomainName = 4,

    /// <summary>MsvAvDnsTreeName: its forest's DNS name.</summary>
    DnsTreeName = 5,

    /// <summary>MsvAvFlags: <see cref="AvFlags"/>.</summary>
    Flags = 6,

    /// <summary>MsvAvTimestamp: the server's clock as FILETIME.</summary>
    Timestamp = 7,

    /// <summary>MsvAvSingleHost: of use on one host only; skipped.</summary>
    SingleHost = 8,

    /// <summary>MsvAvTargetName: the service that the client means, as a service principal name.</summary>
    TargetName = 9,

    /// <summary>MsvAvChannelBindings: MD5 of the channel bindings, or zeros.</summary>
    ChannelBindings = 10,
}
