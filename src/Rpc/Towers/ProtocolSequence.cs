namespace Sekimori.Rpc.Towers;

/// <summary>
/// A protocol sequence: its name in string bindings, and the floors of its towers from the third on ([C706] Appendix I, [MS-RPCE] 2.1).
/// </summary>
public sealed class ProtocolSequence
{
    private ProtocolSequence(string name, params ProtocolId[] floors)
    {
        Name = name;
        Floors = floors;
    }

    /// <summary>As in a string binding: "ncacn_ip_tcp".</summary>
    public string Name { get; }

    /// <summary>
    /// The RPC protocol, then what carries the endpoint, then what carries the host's address; the last is absent in local ones.
    /// </summary>
    internal IReadOnlyList<ProtocolId> Floors { get; }

    /// <summary>RPC over TCP ([MS-RPCE] 2.1.1.1).</summary>
    public static ProtocolSequence Tcp { get; } = new("ncacn_ip_tcp", ProtocolId.ConnectionOriented, ProtocolId.Tcp, ProtocolId.Ip);

    /// <summary>RPC over a named pipe of SMB ([MS-RPCE] 2.1.1.2).</summary>
    public static ProtocolSequence NamedPipe
    {
        get;
    } = new("ncacn_np", ProtocolId.ConnectionOriented, ProtocolId.SmbPipe, ProtocolId.NetBios);

    /// <summary>RPC over HTTP ([MS-RPCE] 2.1.1.8).</summary>
    public static ProtocolSequence Http { get; } = new("ncacn_http", ProtocolId.ConnectionOriented, ProtocolId.Http, ProtocolId.Ip);

    /// <summary>RPC over UDP ([MS-RPCE] 2.1.2.1).</summary>
    public static ProtocolSequence Udp { get; } = new("ncadg_ip_udp", ProtocolId.Connectionless, ProtocolId.Udp, ProtocolId.Ip);

    /// <summary>RPC inside one machine.</summary>
    public static ProtocolSequence Local { get; } = new("ncalrpc", ProtocolId.Local, ProtocolId.LocalPipe);

    /// <summary>RPC over a Unix domain socket.</summary>
    public static ProtocolSequence UnixStream { get; } = new("ncacn_unix_stream", ProtocolId.ConnectionOriented, ProtocolId.UnixSocket);

    /// <summary>All that are known; the old ones are recognized, never served.</summary>
    public static IReadOnlyList<ProtocolSequence> All { get; } =
    [
        Tcp, NamedPipe, Http, Udp, Local, UnixStream,
        new("ncadg_unix_dgram", ProtocolId.Connectionless, ProtocolId.UnixSocket),
        new("ncacn_spx", ProtocolId.ConnectionOriented, ProtocolId.Spx, ProtocolId.Ipx),
        new("ncadg_ipx", ProtocolId.Connectionless, ProtocolId.NetBiosIpx, ProtocolId.Ipx),
        new("ncacn_nb_nb", ProtocolId.ConnectionOriented, ProtocolId.NetBeui, ProtocolId.NetBios),
        new("ncacn_nb_tcp", ProtocolId.ConnectionOriented, ProtocolId.Tcp, ProtocolId.NetBios),
        new("ncacn_at_dsp", ProtocolId.ConnectionOriented, ProtocolId.AppleTalkStream, ProtocolId.AppleTalk),
        new("ncadg_at_ddp", ProtocolId.Connectionless, ProtocolId.AppleTalkDatagram, ProtocolId.AppleTalk),
        new("ncacn_vns_spp", ProtocolId.ConnectionOriented, ProtocolId.VinesSpp, ProtocolId.StreetTalk),
        new("ncacn_vns_ipc", ProtocolId.ConnectionOriented, ProtocolId.VinesIpc, ProtocolId.StreetTalk),
        new("ncacn_dnet_nsp", ProtocolId.ConnectionOriented, ProtocolId.DnetNsp, ProtocolId.OsiClns),
        new("ncacn_osi_dna", ProtocolId.ConnectionOriented, ProtocolId.OsiTp4, ProtocolId.OsiClns),
    ];

    /// <summary>The sequence whose towers have these floors; null if none is known.</summary>
    /// <param name="floors">A tower's floors from the third on.</param>
    internal static ProtocolSequence? Find(ReadOnlySpan<TowerFloor> floors)
    {
        foreach (var one in All)
        {
            if (one.Floors.Count != floors.Length) continue;
            var i = 0;
            while (i < floors.Length && floors[i].Protocol == one.Floors[i]) i++;
            if (i == floors.Length) return one;
        }
        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
