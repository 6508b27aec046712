using System.Collections.Immutable;
using System.Net;
using System.Runtime.CompilerServices;
using Sekimori.Ndr;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Towers;

namespace Sekimori.Rpc.EndpointMap;

/// <summary>Answers for an <see cref="EndpointMap"/>.</summary>
/// <param name="map">The map.</param>
/// <param name="allowRemoteChanges">For test hosts only: callers over the network may change the map too. Anyone who can reach the port
/// could then lead others astray.</param>
/// <param name="towerAddress">The IPv4 address that towers name for a client that reached us on an IPv6 address; null: loopback.</param>
internal sealed class EndpointMapperService(
    EndpointMap map, bool allowRemoteChanges = false, Func<IPAddress, IPAddress>? towerAddress = null)
    : EndpointMapperServer
{
    // [C706] Appendix O: ept_insert, ept_delete, ept_mgmt_delete.
    private const int Insert = 0, Delete = 1, MgmtDelete = 6;

    private readonly ConditionalWeakTable<AssociationGroup, OpenSearches> _open = [];

    /// <inheritdoc/>
    public override bool IsQuick => true;

    /// <inheritdoc/>
    public override ValueTask<uint> EptInsertAsync(
        RpcCall call, uint entryCount, EptEntry[] entries, uint replace, CancellationToken cancellationToken) =>
        new(MayChange(call) ? map.Insert(entries, replace != 0) : EptStatus.CantPerformOp);

    /// <inheritdoc/>
    public override ValueTask<uint> EptDeleteAsync(
        RpcCall call, uint entryCount, EptEntry[] entries, CancellationToken cancellationToken) =>
        new(MayChange(call) ? map.Delete(entries) : EptStatus.CantPerformOp);

    /// <inheritdoc/>
    public override ValueTask<EptLookupResult> EptLookupAsync(
        RpcCall call, uint inquiryType, Guid? @object, RpcIfId? interfaceId, uint versionOption,
        ContextHandle entryHandle, uint maxEntries, CancellationToken cancellationToken)
    {
        var found = ImmutableArray<EndpointEntry>.Empty;
        if (entryHandle.IsNull)
        {
            var status = Inquiry.TryCreate(inquiryType, @object, interfaceId, versionOption, out var inquiry);
            if (status != EptStatus.Ok) return new(new EptLookupResult(ContextHandle.Null, 0, [], status));
            found = inquiry.Type == InquiryType.All ? map.Entries : [.. map.Entries.Where(inquiry.Matches)];
        }
        var given = Continue(call, entryHandle, found, (int)maxEntries, endsApart: true, out var next, out var end);
        var entries = new EptEntry[given.Length];
        var local = Local(call);
        for (var i = 0; i < entries.Length; i++) entries[i] = given[i].For(local);
        return new(new EptLookupResult(next, (uint)entries.Length, entries, end));
    }

    /// <inheritdoc/>
    public override ValueTask<EptMapResult> EptMapAsync(
        RpcCall call, Guid? @object, Tower? mapTower, ContextHandle entryHandle, uint maxTowers, CancellationToken cancellationToken)
    {
        var found = entryHandle.IsNull ? TowerMatch.Find(map, @object ?? Guid.Empty, mapTower) : [];
        var given = Continue(call, entryHandle, found, (int)maxTowers, endsApart: false, out var next, out var end);
        var towers = new Tower?[given.Length];
        var local = Local(call);
        for (var i = 0; i < towers.Length; i++) towers[i] = given[i].For(local).Tower;
        return new(new EptMapResult(next, (uint)towers.Length, towers, end));
    }

    /// <inheritdoc/>
    public override ValueTask<EptHandleResult> EptLookupHandleFreeAsync(
        RpcCall call, ContextHandle entryHandle, CancellationToken cancellationToken)
    {
        if (!entryHandle.IsNull) Close(call, entryHandle.Uuid, Find(call, entryHandle));
        return new(new EptHandleResult(ContextHandle.Null, EptStatus.Ok));
    }

    /// <inheritdoc/>
    public override ValueTask<EptObjectResult> EptInqObjectAsync(RpcCall call, CancellationToken cancellationToken) =>
        new(MayChange(call) ? new EptObjectResult(Info.Id.Uuid, EptStatus.Ok) : new EptObjectResult(Guid.Empty, EptStatus.CantPerformOp));

    /// <inheritdoc/>
    public override ValueTask<uint> EptMgmtDeleteAsync(
        RpcCall call, uint objectSpecified, Guid? @object, Tower? tower, CancellationToken cancellationToken)
    {
        if (!MayChange(call)) return new(EptStatus.CantPerformOp);
        return new(tower is null ? EptStatus.InvalidParameter : map.Remove(objectSpecified != 0 ? @object ?? Guid.Empty : null, tower));
    }

    /// <summary>The decoder's own fault would tell a scan that the network reaches a registration.</summary>
    protected override uint UndecodableStatus(RpcCall call) =>
        call.Opnum is Insert or Delete or MgmtDelete && !MayChange(call) ? RpcStatus.AccessDenied : RpcStatus.BadStubData;

    private IPAddress? Local(RpcCall call) =>
        call.Local is { Address: { IsIPv4MappedToIPv6: false } reached } && towerAddress is not null
        && reached.TryWriteBytes(stackalloc byte[16], out var size) && size == 16
            ? towerAddress(reached)
            : call.Local?.Address;

    // [MS-RPCE] notes 28 to 31: Windows denies these to callers over the network; a local program uses the local transport, which has no
    // address.
    private bool MayChange(RpcCall call) => call.Local is null || allowRemoteChanges;

    /// <summary>
    /// The next elements of a search, new or continued. What fits one answer ends with status 0 and a null handle, the last part of a
    /// continued one with ept_s_not_registered and a null handle: the one thing that Windows, smbtorture and impacket agree on. A lookup
    /// whose last part is full ends with one more answer, which is empty, as Windows' does.
    /// </summary>
    private ReadOnlySpan<EndpointEntry> Continue(
        RpcCall call, ContextHandle handle, ImmutableArray<EndpointEntry> found, int count, bool endsApart, out ContextHandle next,
        out uint status)
    {
        next = ContextHandle.Null;
        if (handle.IsNull)
        {
            status = found.IsEmpty || count == 0 ? EptStatus.NotRegistered : EptStatus.Ok;
            if (found.Length <= count || count == 0) return count == 0 ? [] : found.AsSpan();
            var open = _open.GetOrCreateValue(call.Group);
            if (!open.TryOpen())
            {
                status = EptStatus.NoMemory;
                return [];
            }
            var begun = new Search(found, open);
            next = new(0, call.Group.Open(this, call.Caller.Identity, begun));
            return begun.Next(count, out _);
        }
        var search = Find(call, handle);
        var given = search.Next(count, out var isLast);
        isLast &= !endsApart || given.Length < count || count == 0;
        if (isLast) Close(call, handle.Uuid, search);
        else next = handle;
        status = isLast ? EptStatus.NotRegistered : EptStatus.Ok;
        return given;
    }

    private Search Find(RpcCall call, ContextHandle handle) => call.Group.TryFind(this, call.Caller.Identity, handle.Uuid, out var state)
        ? (Search)state
        : throw new RpcFaultException(RpcStatus.ContextMismatch, "no such search in this association group");

    private void Close(RpcCall call, Guid handle, Search search)
    {
        call.Group.Close(this, call.Caller.Identity, handle);
        search.Dispose();
    }
}
