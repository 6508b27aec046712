using Sekimori.Ndr.Attributes;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Dcom.Resolver;

/// <summary>IObjectExporter ([MS-DCOM] 3.1.2.5.1): the object resolver of a machine, on port 135. It has no ORPCTHIS.</summary>
[RpcInterface("99fcfec4-5260-101b-bbcb-00aa0021347a", "0.0", Ndr20Only = true)]
internal partial interface IObjectExporter
{
    /// <summary>ResolveOxid: where is this exporter?</summary>
    [Opnum(0)]
    ValueTask<ResolveOxidResult> ResolveOxidAsync(ulong oxid, ushort protseqCount, [SizeIs("protseqCount")] ushort[] protseqs,
        CancellationToken cancellationToken);

    /// <summary>SimplePing: a ping set is still used.</summary>
    [Opnum(1)]
    ValueTask<uint> SimplePingAsync(ulong setId, CancellationToken cancellationToken);

    /// <summary>ComplexPing: makes or changes a ping set.</summary>
    [Opnum(2)]
    ValueTask<ComplexPingResult> ComplexPingAsync(ulong setId, ushort sequence, ushort addCount, ushort removeCount,
        [SizeIs("addCount")] ulong[]? add, [SizeIs("removeCount")] ulong[]? remove, CancellationToken cancellationToken);

    /// <summary>ServerAlive: is there a server?</summary>
    [Opnum(3)]
    ValueTask<uint> ServerAliveAsync(CancellationToken cancellationToken);

    /// <summary>ResolveOxid2: where is this exporter, and which version does it have?</summary>
    [Opnum(4)]
    ValueTask<ResolveOxid2Result> ResolveOxid2Async(ulong oxid, ushort protseqCount, [SizeIs("protseqCount")] ushort[] protseqs,
        CancellationToken cancellationToken);

    /// <summary>ServerAlive2: is there a server, and where?</summary>
    [Opnum(5)]
    ValueTask<ServerAlive2Result> ServerAlive2Async(CancellationToken cancellationToken);
}
