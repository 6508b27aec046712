using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;

namespace Sekimori.Rpc.Association;

/// <summary>
/// The association groups of one server, by their numbers ([MS-RPCE] 3.3.1.1.5). Groups of different transports are apart: a number that
/// was given out over TCP is unknown on the local transport, so each transport has its own table. Thread-safe.
/// </summary>
internal sealed class AssociationGroupTable
{
    private readonly ConcurrentDictionary<uint, AssociationGroup> _groups = new();

    /// <summary>How many groups have a connection.</summary>
    public int Count => _groups.Count;

    /// <summary>A new group with one connection in it. Its number is random: who does not know it cannot join.</summary>
    /// <param name="machine">The machine of the connection; null if the transport does not distinguish machines.</param>
    public AssociationGroup Create(IPAddress? machine = null)
    {
        Span<byte> random = stackalloc byte[sizeof(uint)];
        while (true)
        {
            RandomNumberGenerator.Fill(random);
            var id = BitConverter.ToUInt32(random);
            if (id == 0) continue;
            var group = new AssociationGroup(id, machine);
            if (_groups.TryAdd(id, group)) return group;
        }
    }

    /// <summary>One more connection for a group that exists.</summary>
    /// <param name="id">The number that the client gives in its bind.</param>
    /// <param name="machine">The machine of the connection: over TCP a group belongs to one client address ([MS-RPCE] 3.3.1.5.7).</param>
    /// <returns>The group; null if this machine has no connection of a group with this number, which is answered with a bind_nak.</returns>
    public AssociationGroup? Join(uint id, IPAddress? machine = null) =>
        _groups.TryGetValue(id, out var group) && Equals(group.Machine, machine) && group.TryJoin() ? group : null;

    /// <summary>A connection of <paramref name="group"/> has ended; with the last one its context handles run down.</summary>
    public void Leave(AssociationGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (group.Leave()) _groups.TryRemove(new(group.Id, group));
    }
}
