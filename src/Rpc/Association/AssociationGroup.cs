namespace Sekimori.Rpc.Association;

/// <summary>
/// Connections of one client that share context handles ([C706] 9.3.2, [MS-RPCE] 3.3.1.1): a handle belongs to the group and to the interface that gave it out,
/// and runs down when the last connection of the group is gone. Thread-safe.
/// </summary>
public sealed class AssociationGroup
{
    /// <summary>The number that the server gave this group; never 0.</summary>
    public uint Id { get; }

    /// <summary>Makes a group.</summary>
    public AssociationGroup(uint id) => Id = id;
}
