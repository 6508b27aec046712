namespace Sekimori.Rpc.Pdu;

/// <summary>What client and server agree on while they bind ([MS-RPCE] 2.2.2.14, 2.2.2.15).</summary>
[Flags]
internal enum BindTimeFeatures : ushort
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Several security contexts on one connection ([MS-RPCE] 3.3.1.5.4).</summary>
    SecurityContextMultiplexing = 1,

    /// <summary>The connection stays open after an orphaned PDU ([MS-RPCE] 3.3.1.5.10).</summary>
    KeepConnectionOnOrphan = 2,

    /// <summary>All that Sekimori has.</summary>
    All = SecurityContextMultiplexing | KeepConnectionOnOrphan,
}
