using System.Collections.Frozen;

namespace Sekimori.Rpc.Association;

/// <summary>What one endpoint offers: an immutable snapshot, so that a change of the server's settings swaps the whole table.</summary>
public sealed class RpcInterfaceTable
{
    private readonly FrozenDictionary<Guid, ServedInterface[]> _byUuid;

    /// <summary>A table of <paramref name="interfaces"/>.</summary>
    public RpcInterfaceTable(IEnumerable<ServedInterface> interfaces)
    {
        All = [.. interfaces];
        _byUuid = All.GroupBy(served => served.Interface.Info.Id.Uuid).ToFrozenDictionary(group => group.Key, group => group.ToArray());
    }

    /// <summary>Every interface of the table.</summary>
    public IReadOnlyList<ServedInterface> All { get; }

    /// <summary>The interface that serves <paramref name="wanted"/>: the same UUID and major version, and a minor version not below it ([C706] 6.1.2.1); else null.</summary>
    public ServedInterface? Find(SyntaxId wanted)
    {
        if (!_byUuid.TryGetValue(wanted.Uuid, out var versions)) return null;
        foreach (var served in versions)
        {
            var id = served.Interface.Info.Id;
            if (id.Major == wanted.Major && id.Minor >= wanted.Minor) return served;
        }

        return null;
    }
}
