using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Sekimori.Rpc.Association;

/// <summary>
/// The association groups of one server, by their numbers ([MS-RPCE] 3.3.1.1.5). Groups of different transports are apart: a number that was given out
/// over TCP is unknown on the local transport, so each transport has a table of its own. Thread-safe.
/// </summary>
public sealed class AssociationGroupTable
{
    private readonly ConcurrentDictionary<uint, AssociationGroup> _groups = new();

    /// <summary>How many groups have a connection.</summary>
    public int Count => _groups.Count;

    /// <summary>A new group with one connection in it. Its number is random: who does not know it cannot join.</summary>
    public AssociationGroup Create()
    {
        Span<byte> random = stackalloc byte[sizeof(uint)];
        while (true)
        {
            RandomNumberGenerator.Fill(random);
            var id = BitConverter.ToUInt32(random);
            if (id == 0) continue;
            var group = new AssociationGroup(id);
            if (_groups.TryAdd(id, group)) return group;
        }
    }

    /// <summary>One more connection for a group that exists.</summary>
    /// <param name="id">The number that the client gives in its bind.</param>
    /// <returns>The group; null if no connection of a group with this number is left, which is answered with a bind_nak.</returns>
    public AssociationGroup? Join(uint id) => _groups.TryGetValue(id, out var group) && group.TryJoin() ? group : null;

    /// <summary>A connection of <paramref name="group"/> is gone; with the last one its context handles run down.</summary>
    public void Leave(AssociationGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (group.Leave()) _groups.TryRemove(new(group.Id, group));
    }
}
