using Sekimori.Guard;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Objects;

/// <summary>
/// The ping sets ([MS-DCOM] 3.1.2.5.1.2, .3). A machine pings for all its accounts, often without a logon: who knows the random numbers of
/// set and objects may do so. Thread-safe.
/// </summary>
/// <param name="table">The objects.</param>
/// <param name="limits">How many sets there may be.</param>
/// <param name="clock">The time.</param>
internal sealed class PingSets(ObjectTable table, DcomLimits limits, TimeProvider clock)
{
    /// <summary>RPC_S_OUT_OF_RESOURCES ([MS-ERREF] 2.2): a limit was reached.</summary>
    private const uint OutOfResources = 1721;

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, PingSet> _sets = [];
    private readonly Dictionary<PingOwner, (int Sets, int Members)> _byOwner = [];
    private int _anonymous;

    public int Count
    {
        get
        {
            lock (_gate) return _sets.Count;
        }
    }

    public uint Ping(ulong setId)
    {
        lock (_gate)
        {
            if (!_sets.TryGetValue(setId, out var set)) return ComStatus.InvalidSet;
            set.LastPing = clock.GetTimestamp();
            return 0;
        }
    }

    /// <summary>Makes a set, or changes one.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="setId">0 for a new set; its number afterwards.</param>
    /// <param name="sequence">The number of the change.</param>
    /// <param name="add">Objects to add.</param>
    /// <param name="remove">Objects to remove.</param>
    /// <returns>The error_status_t.</returns>
    public uint Change(Caller caller, ref ulong setId, ushort sequence, ReadOnlySpan<ulong> add, ReadOnlySpan<ulong> remove)
    {
        lock (_gate)
        {
            PingSet? set;
            var isNew = setId == 0;
            if (isNew)
            {
                if ((set = Create(caller, sequence, ref setId)) is null) return OutOfResources;
            }
            else if (!_sets.TryGetValue(setId, out set))
                return ComStatus.InvalidSet;
            // An older change that arrives late. The numbers come round after 65,535.
            else if ((short)(sequence - set.Sequence) < 0)
                return 0;

            var status = Add(set, add, isNew);
            foreach (var oid in remove)
                if (set.Oids.Remove(oid))
                    Leave(set, oid);
            (set.Sequence, set.LastPing) = (sequence, clock.GetTimestamp());
            return status;
        }
    }

    /// <summary>Removes the sets that were not pinged for three periods ([MS-DCOM] 3.1.2.6).</summary>
    public void Collect()
    {
        lock (_gate)
            foreach (var (id, set) in _sets.Where(one => clock.GetElapsedTime(one.Value.LastPing) >= 3 * limits.PingPeriod).ToList())
            {
                foreach (var oid in set.Oids) Leave(set, oid);
                _sets.Remove(id);
                Tally(set.Owner, -1, 0);
                if (set.Owner.Peer is not null) _anonymous--;
            }
    }

    private PingSet? Create(Caller caller, ushort sequence, ref ulong setId)
    {
        var owner = PingOwner.Of(caller);
        var most = caller.IsAnonymous ? limits.MaxPingSetsPerPeer : limits.MaxPingSetsPerCaller;
        if (_byOwner.GetValueOrDefault(owner).Sets >= most) return null;
        if (caller.IsAnonymous ? _anonymous >= limits.MaxAnonymousPingSets : _sets.Count - _anonymous >= limits.MaxPingSets) return null;
        do setId = ObjectTable.NewId();
        while (_sets.ContainsKey(setId));
        var set = new PingSet(owner, sequence);
        _sets.Add(setId, set);
        Tally(owner, 1, 0);
        if (caller.IsAnonymous) _anonymous++;
        return set;
    }

    private uint Add(PingSet set, ReadOnlySpan<ulong> add, bool isNew)
    {
        uint status = 0;
        foreach (var oid in add)
        {
            if (set.Oids.Contains(oid)) continue;
            if (_byOwner[set.Owner].Members >= limits.MaxPingedPerCaller) return OutOfResources;
            if (table.TryJoin(oid))
            {
                set.Oids.Add(oid);
                Tally(set.Owner, 0, 1);
            }
            // [MS-DCOM] 3.1.2.5.1.3: a new set ignores those that are unknown.
            else if (!isNew)
                status = ComStatus.InvalidOid;
        }

        return status;
    }

    private void Leave(PingSet set, ulong oid)
    {
        table.Leave(oid);
        Tally(set.Owner, 0, -1);
    }

    private void Tally(PingOwner owner, int sets, int members)
    {
        var (oldSets, oldMembers) = _byOwner.GetValueOrDefault(owner);
        if (oldSets + sets == 0) _byOwner.Remove(owner);
        else _byOwner[owner] = (oldSets + sets, oldMembers + members);
    }
}
