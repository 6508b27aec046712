using Sekimori.Dcom.Objects;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Remote;

/// <summary>
/// The Remote Unknown of an exporter ([MS-DCOM] 3.1.1.5.6, .7). One IPID serves both interfaces: the later has the earlier.
/// </summary>
/// <param name="exporter">Has the objects.</param>
internal sealed class RemUnknown(ObjectExporter exporter) : RemUnknown2Server
{
    /// <summary>The opnum of RemRelease ([MS-DCOM] 3.1.1.5.6.1.3). It ends objects, which takes as long as they need.</summary>
    private const int RemRelease = 5;

    internal override bool IsQuickOperation(int opnum) => opnum != RemRelease;

    public override ValueTask<RemQueryInterfaceResult> RemQueryInterfaceAsync(
        RpcCall call, Guid ipid, uint refs, ushort count, Guid[] iids, CancellationToken cancellationToken)
    {
        if (exporter.FindOwn(call, ipid) is not { } known) return new(new RemQueryInterfaceResult(null, ComStatus.InvalidObject));
        var results = Array.ConvertAll(iids, iid => exporter.Table.Query(known.Object, iid, refs, call.Group) is { } found
            ? new RemQiResult(ComStatus.Ok, exporter.Std(found, refs))
            : new(ComStatus.NoInterface, default));
        return new(new RemQueryInterfaceResult(results, Sum(results.Count(one => one.Result == 0), count)));
    }

    public override ValueTask<RemAddRefResult> RemAddRefAsync(
        RpcCall call, ushort count, RemInterfaceRef[] interfaceRefs, CancellationToken cancellationToken)
    {
        var results = new uint[interfaceRefs.Length];
        for (var i = 0; i < results.Length; i++)
        {
            var wanted = interfaceRefs[i];
            if (wanted.Ipid == exporter.RemUnknownIpid) continue;
            if (exporter.FindOwn(call, wanted.Ipid) is { } one)
                exporter.Table.AddReferences(one, wanted.PublicRefs, wanted.PrivateRefs, call.Group);
            else
                results[i] = ComStatus.ObjectNotRegistered;
        }

        return new(new RemAddRefResult(results, ComStatus.Ok));
    }

    public override ValueTask<uint> RemReleaseAsync(
        RpcCall call, ushort count, RemInterfaceRef[] interfaceRefs, CancellationToken cancellationToken)
    {
        // Unknown ones are ignored ([MS-DCOM] 3.1.1.5.6.1.3): clients release twice.
        foreach (var given in interfaceRefs)
            if (exporter.FindOwn(call, given.Ipid) is { } one)
                exporter.Table.Release(one, given.PublicRefs, given.PrivateRefs);
        return new(ComStatus.Ok);
    }

    public override ValueTask<RemQueryInterface2Result> RemQueryInterface2Async(
        RpcCall call, Guid ipid, ushort count, Guid[] iids, CancellationToken cancellationToken)
    {
        var (results, pointers) = (new uint[iids.Length], new InterfacePointer?[iids.Length]);
        if (exporter.FindOwn(call, ipid) is not { } known)
        {
            Array.Fill(results, ComStatus.InvalidObject);
            return new(new RemQueryInterface2Result(results, pointers, ComStatus.InvalidObject));
        }

        for (var i = 0; i < iids.Length; i++)
        {
            // Each reference costs some hundred bytes of reply: the same one is given once.
            var found = Array.IndexOf(iids, iids[i]) == i
                ? exporter.Table.Query(known.Object, iids[i], ObjectExporter.InitialRefs, call.Group)
                : null;
            pointers[i] = found is null ? null : exporter.Reference(call, found).ToPointer();
            results[i] = found is null ? ComStatus.NoInterface : ComStatus.Ok;
        }

        return new(new RemQueryInterface2Result(results, pointers, Sum(results.Count(one => one == 0), count)));
    }

    // One interface wanted and not there: Windows returns the error itself. Some of several: S_FALSE.
    private static uint Sum(int found, int wanted) =>
        found == wanted ? ComStatus.Ok : found == 0 ? ComStatus.NoInterface : ComStatus.False;
}
