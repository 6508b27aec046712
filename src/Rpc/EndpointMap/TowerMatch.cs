using System.Collections.Immutable;
using Sekimori.Rpc.Towers;

namespace Sekimori.Rpc.EndpointMap;

/// <summary>The elements of the map that match the tower of an ept_map ([C706] 2.3.3.3, [MS-RPCE] 2.2.1.2.5).</summary>
internal static class TowerMatch
{
    /// <summary>
    /// The elements with the interface (same major version, no lower minor), the transfer syntax and the protocol sequence of the tower;
    /// those registered for the object itself first, then those that serve every object. An unreadable tower matches nothing.
    /// </summary>
    public static ImmutableArray<EndpointEntry> Find(EndpointMap map, Guid @object, Tower? tower)
    {
        var floors = new FloorBuffer();
        if (tower is null || !tower.TryReadFloors(floors, out var count) || count < 3) return [];
        if (floors[0].Syntax is not { } wanted || floors[1].Syntax is not { } transfer) return [];
        ReadOnlySpan<TowerFloor> protocols = floors;
        protocols = protocols[2..count];

        var candidates = map.Find(wanted.Uuid);
        var matches = 0;
        foreach (var entry in candidates)
            if (Matches(entry, wanted, transfer, protocols, @object)) matches++;
        if (matches == 0) return [];
        // If all match, as for most interfaces, the list itself is the answer.
        if (matches == candidates.Length && @object == Guid.Empty) return candidates;
        var found = ImmutableArray.CreateBuilder<EndpointEntry>(matches);
        foreach (var isExact in (ReadOnlySpan<bool>)[true, false])
            foreach (var entry in candidates)
                if ((entry.Object == @object) == isExact && Matches(entry, wanted, transfer, protocols, @object)) found.Add(entry);
        return found.MoveToImmutable();
    }

    private static bool Matches(EndpointEntry entry, SyntaxId wanted, SyntaxId transfer, ReadOnlySpan<TowerFloor> protocols, Guid @object)
    {
        var (served, floors) = (entry.Binding.Interface, entry.Binding.Sequence.Floors);
        if (served.Major != wanted.Major || served.Minor < wanted.Minor || entry.Binding.TransferSyntax.Uuid != transfer.Uuid) return false;
        if (entry.Object != Guid.Empty && entry.Object != @object) return false;
        if (floors.Count != protocols.Length) return false;
        for (var i = 0; i < floors.Count; i++)
            if (floors[i] != protocols[i].Protocol) return false;
        return true;
    }

    [System.Runtime.CompilerServices.InlineArray(Tower.MaxFloors)]
    private struct FloorBuffer
    {
        private TowerFloor _first;
    }
}
