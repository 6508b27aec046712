using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Sekimori.Guard;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Objects;

/// <summary>
/// The OID and IPID tables ([MS-DCOM] 3.1.1.1). Each object belongs to the account that it was made for, and its identifiers cannot be
/// guessed. Thread-safe.
/// </summary>
/// <param name="options">Limits and watch.</param>
/// <param name="clock">The time.</param>
internal sealed class ObjectTable(DcomOptions options, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<Guid, ExportedInterface> _byIpid = new();
    private readonly Dictionary<ulong, ExportedObject> _byOid = [];
    private readonly Dictionary<(ComObject, CallerIdentity), ExportedObject> _byObject = [];
    private readonly Dictionary<CallerIdentity, int> _byOwner = [];

    public int ObjectCount
    {
        get
        {
            lock (_gate) return _byOid.Count;
        }
    }

    public int InterfaceCount => _byIpid.Count;

    public static ulong NewId()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        // 0 means "none" where it names a ping set.
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes) | 1;
    }

    public static Guid NewIpid()
    {
        // Random in all 128 bits: an IPID is what lets its holder call.
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return new(bytes);
    }

    /// <summary>The interface with an IPID, whoever owns it; null if there is none.</summary>
    public ExportedInterface? Find(Guid ipid) => _byIpid.GetValueOrDefault(ipid);

    /// <summary>Adds references to an interface of an object, which gets its identifiers with the first ones.</summary>
    /// <returns>The interface; null if the object does not have it.</returns>
    /// <exception cref="ComException">A limit was reached.</exception>
    public ExportedInterface? Export(ComObject target, Guid iid, uint publicRefs, Caller owner, AssociationGroup group)
    {
        if (target.Find(iid) is not { } server) return null;
        lock (_gate)
        {
            if (!_byObject.TryGetValue((target, owner.Identity), out var entry)) entry = Add(target, owner);
            return Reference(entry, server, publicRefs, group);
        }
    }

    /// <summary>Adds references to another interface of an object that is exported already.</summary>
    /// <returns>The interface; null if the object does not have it, or has gone.</returns>
    public ExportedInterface? Query(ExportedObject entry, Guid iid, uint publicRefs, AssociationGroup group)
    {
        if (entry.Target.Find(iid) is not { } server) return null;
        lock (_gate) return _byOid.ContainsKey(entry.Oid) ? Reference(entry, server, publicRefs, group) : null;
    }

    public void AddReferences(ExportedInterface one, uint publicRefs, uint privateRefs, AssociationGroup group)
    {
        one.Object.Touch(clock.GetTimestamp(), group);
        lock (_gate) one.Add(publicRefs, privateRefs);
    }

    public void Release(ExportedInterface one, uint publicRefs, uint privateRefs)
    {
        lock (_gate)
        {
            one.Release(publicRefs, privateRefs);
            if (one.IsReferenced || !_byIpid.TryRemove(one.Ipid, out _)) return;
            one.Object.Interfaces.Remove(one);
            if (one.Object.Interfaces.Count > 0) return;
            Remove(one.Object);
        }

        one.Object.Target.Release();
    }

    /// <summary>An object is in one more ping set.</summary>
    /// <returns>False if there is no such object.</returns>
    public bool TryJoin(ulong oid)
    {
        lock (_gate)
        {
            if (!_byOid.TryGetValue(oid, out var entry)) return false;
            entry.PingSets++;
            entry.WasPinged = true;
            return true;
        }
    }

    /// <summary>An object is in one ping set less.</summary>
    public void Leave(ulong oid)
    {
        lock (_gate)
            if (_byOid.TryGetValue(oid, out var entry))
                entry.PingSets--;
    }

    /// <summary>
    /// Removes what was abandoned: in no ping set, its connections ended, and not called for three periods, or for one if it was pinged
    /// before ([MS-DCOM] 3.1.1.6.2); and what belongs to an account that has lost its rights.
    /// </summary>
    public int Collect()
    {
        var denied = FindDenied();
        List<ExportedObject> gone;
        List<(Caller Owner, string Why, int Count)> ended = [];
        lock (_gate)
        {
            gone = [.. _byOid.Values.Where(entry => IsAbandoned(entry) || denied.ContainsKey(entry.Owner.Identity))];
            foreach (var entry in gone)
            {
                foreach (var one in entry.Interfaces) _byIpid.TryRemove(one.Ipid, out _);
                entry.Interfaces.Clear();
                Remove(entry);
            }

            foreach (var one in gone.GroupBy(entry => entry.Owner.Identity))
                if (denied.TryGetValue(one.Key, out var why))
                    ended.Add((one.First().Owner, why, one.Count()));
        }

        foreach (var entry in gone) entry.Target.Release();
        foreach (var (owner, why, count) in ended) options.Watch!.Ended(owner, $"{count} COM objects", why);
        return gone.Count;
    }

    private Dictionary<CallerIdentity, string> FindDenied()
    {
        if (options.Watch is not { } watch) return [];
        List<Caller> owners;
        lock (_gate) owners = [.. _byOid.Values.Select(entry => entry.Owner).DistinctBy(owner => owner.Identity)];
        return owners.Select(owner => (owner.Identity, Why: watch.FindDenialReason(owner))).Where(one => one.Why is not null)
            .ToDictionary(one => one.Identity, one => one.Why!);
    }

    private bool IsAbandoned(ExportedObject entry) =>
        entry.PingSets == 0 && !entry.IsConnected
        && clock.GetElapsedTime(entry.LastCall) >= options.Limits.PingPeriod * (entry.WasPinged ? 1 : 3);

    private ExportedObject Add(ComObject target, Caller owner)
    {
        var own = _byOwner.GetValueOrDefault(owner.Identity);
        if (own >= options.Limits.MaxObjectsPerAccount)
            throw new ComException(ComStatus.OutOfMemory, $"limit reached: {own} objects of {owner.Identity}");
        if (_byOid.Count >= options.Limits.MaxObjects)
            throw new ComException(ComStatus.OutOfMemory, $"limit reached: {_byOid.Count} objects");
        var oid = NewId();
        while (_byOid.ContainsKey(oid)) oid = NewId();
        var entry = new ExportedObject(oid, target, owner);
        _byOid.Add(oid, entry);
        _byObject.Add((target, owner.Identity), entry);
        _byOwner[owner.Identity] = own + 1;
        return entry;
    }

    private ExportedInterface Reference(ExportedObject entry, RpcServerInterface server, uint publicRefs,
        AssociationGroup group)
    {
        entry.Touch(clock.GetTimestamp(), group);
        var one = entry.Interfaces.Find(known => known.Iid == server.Info.Id.Uuid);
        if (one is null)
        {
            one = new(NewIpid(), server, entry);
            entry.Interfaces.Add(one);
            _byIpid[one.Ipid] = one;
        }

        one.Add(publicRefs, 0);
        return one;
    }

    private void Remove(ExportedObject entry)
    {
        _byOid.Remove(entry.Oid);
        _byObject.Remove((entry.Target, entry.Owner.Identity));
        if (_byOwner[entry.Owner.Identity] is > 1 and var own) _byOwner[entry.Owner.Identity] = own - 1;
        else _byOwner.Remove(entry.Owner.Identity);
    }
}
