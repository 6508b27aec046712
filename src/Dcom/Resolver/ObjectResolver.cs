using Sekimori.Dcom.Objects;
using Sekimori.Guard;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Resolver;

/// <summary>
/// The object resolver ([MS-DCOM] 3.1.2) of one exporter. It answers without a logon, as the specification demands of ServerAlive and
/// ServerAlive2; the others need a random number of 64 bits that only clients of the exporter were given.
/// </summary>
/// <param name="exporter">Has the objects.</param>
internal sealed class ObjectResolver(ObjectExporter exporter) : ObjectExporterServer
{
    /// <inheritdoc/>
    public override ValueTask<ResolveOxidResult> ResolveOxidAsync(
        RpcCall call, ulong oxid, ushort protseqCount, ushort[] protseqs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        return new(oxid == exporter.Oxid
            ? new ResolveOxidResult(exporter.Options.Bindings.Exporter(call.Local), exporter.RemUnknownIpid, Hint(call), 0)
            : new(null, Guid.Empty, 0, ComStatus.InvalidOxid));
    }

    /// <inheritdoc/>
    public override ValueTask<uint> SimplePingAsync(RpcCall call, ulong setId, CancellationToken cancellationToken) =>
        new(exporter.Pings.Ping(setId));

    /// <inheritdoc/>
    public override ValueTask<ComplexPingResult> ComplexPingAsync(RpcCall call, ulong setId, ushort sequence, ushort addCount,
        ushort removeCount, ulong[]? add, ulong[]? remove, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        var status = exporter.Pings.Change(call.Caller, ref setId, sequence, add, remove);
        return new(new ComplexPingResult(setId, 0, status));
    }

    /// <inheritdoc/>
    public override ValueTask<uint> ServerAliveAsync(RpcCall call, CancellationToken cancellationToken) => new(0u);

    /// <inheritdoc/>
    public override ValueTask<ResolveOxid2Result> ResolveOxid2Async(
        RpcCall call, ulong oxid, ushort protseqCount, ushort[] protseqs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        return new(oxid == exporter.Oxid
            ? new ResolveOxid2Result(
                exporter.Options.Bindings.Exporter(call.Local), exporter.RemUnknownIpid, Hint(call), ComVersion.Own, 0)
            : new(null, Guid.Empty, 0, default, ComStatus.InvalidOxid));
    }

    /// <inheritdoc/>
    public override ValueTask<ServerAlive2Result> ServerAlive2Async(RpcCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        return new(new ServerAlive2Result(ComVersion.Own, exporter.Options.Bindings.Resolver(call.Local), 0, 0));
    }

    private uint Hint(RpcCall call) => exporter.HintFor(call.Caller, [Remote.IRemUnknown.Info]);
}
