using System.Collections.Immutable;
using Sekimori.Rpc.Towers;

namespace Sekimori.Rpc.EndpointMap;

/// <summary>
/// The endpoints that this machine offers. Searches run over an immutable snapshot, so they need no lock and a continued one sees the map
/// as it was when it started. Thread-safe.
/// </summary>
public sealed class EndpointMap
{
    /// <summary>Most elements that other programs may add. Windows servers have about 350; every change copies the list.</summary>
    public const int MaxEntries = 4096;

    private readonly Lock _gate = new();
    private volatile Snapshot _snapshot = new([]);

    /// <summary>The elements as they are now.</summary>
    public ImmutableArray<EndpointEntry> Entries => _snapshot.All;

    /// <summary>Adds endpoints of this server.</summary>
    public void Register(params IEnumerable<EndpointEntry> entries)
    {
        lock (_gate) _snapshot = new(_snapshot.All.AddRange(entries));
    }

    /// <summary>Removes endpoints of this server.</summary>
    public void Unregister(params IEnumerable<EndpointEntry> entries)
    {
        lock (_gate) _snapshot = new(_snapshot.All.RemoveRange(entries));
    }

    /// <summary>The elements that serve an interface, in any version.</summary>
    public ImmutableArray<EndpointEntry> Find(Guid @interface) => _snapshot.ByInterface.GetValueOrDefault(@interface, []);

    /// <summary>ept_insert: adds the elements of another program, all or none.</summary>
    /// <param name="entries">The elements.</param>
    /// <param name="replace">True to replace those with the same object, interface and protocol sequence.</param>
    /// <returns>One of <see cref="EptStatus"/>.</returns>
    internal uint Insert(IReadOnlyList<EptEntry> entries, bool replace)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var added = new List<EndpointEntry>(entries.Count);
        foreach (var entry in entries)
        {
            // The octets lie in the request: what is kept is a copy.
            if (entry.Tower?.Copy() is not { } tower || !TowerBinding.TryRead(tower, out var binding)) return EptStatus.InvalidParameter;
            added.Add(new(entry.Object, binding, tower, entry.Annotation, isOwn: false));
        }
        lock (_gate)
        {
            var kept = _snapshot.All.RemoveAll(known =>
                !known.IsOwn && added.Exists(one => replace ? Replaces(one, known) : Same(one, known.Object, known.Tower)));
            if (kept.Length + added.Count > MaxEntries) return EptStatus.NoMemory;
            _snapshot = new(kept.AddRange(added));
        }
        return EptStatus.Ok;
    }

    /// <summary>ept_delete: removes elements by object and tower; the annotation is not compared. This server's own stay.</summary>
    /// <returns>One of <see cref="EptStatus"/>.</returns>
    internal uint Delete(IReadOnlyList<EptEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        lock (_gate)
        {
            var kept = _snapshot.All;
            foreach (var entry in entries)
            {
                if (entry.Tower is not { } tower) return EptStatus.InvalidParameter;
                var index = Index(kept, known => !known.IsOwn && Same(known, entry.Object, tower));
                if (index < 0) return EptStatus.NotRegistered;
                kept = kept.RemoveAt(index);
            }
            _snapshot = new(kept);
        }
        return EptStatus.Ok;
    }

    /// <summary>
    /// ept_mgmt_delete: removes every element with this tower, and with this object if one is given. This server's own stay.
    /// </summary>
    /// <returns>One of <see cref="EptStatus"/>.</returns>
    internal uint Remove(Guid? @object, Tower tower)
    {
        ArgumentNullException.ThrowIfNull(tower);
        lock (_gate)
        {
            var kept = _snapshot.All.RemoveAll(known => !known.IsOwn && Same(known, @object ?? known.Object, tower));
            if (kept.Length == _snapshot.All.Length) return EptStatus.NotRegistered;
            _snapshot = new(kept);
        }
        return EptStatus.Ok;
    }

    private static bool Same(EndpointEntry known, Guid @object, Tower tower) =>
        known.Object == @object && known.Tower.Octets.Span.SequenceEqual(tower.Octets.Span);

    private static bool Replaces(EndpointEntry one, EndpointEntry known) =>
        one.Object == known.Object && one.Binding.Interface == known.Binding.Interface
        && one.Binding.TransferSyntax == known.Binding.TransferSyntax
        && one.Binding.Sequence == known.Binding.Sequence;

    private static int Index(ImmutableArray<EndpointEntry> entries, Func<EndpointEntry, bool> matches)
    {
        for (var i = 0; i < entries.Length; i++)
            if (matches(entries[i])) return i;
        return -1;
    }

    private sealed class Snapshot(ImmutableArray<EndpointEntry> all)
    {
        public ImmutableArray<EndpointEntry> All { get; } = all;

        public Dictionary<Guid, ImmutableArray<EndpointEntry>> ByInterface { get; } =
            all.GroupBy(entry => entry.Binding.Interface.Uuid).ToDictionary(group => group.Key, group => group.ToImmutableArray());
    }
}
