using System.Collections.Frozen;

namespace Sekimori.Rpc.Association;

/// <summary>What one endpoint offers: an immutable snapshot, so that a change of the server's settings swaps the whole table.</summary>
public sealed class RpcInterfaceTable
{
    private readonly FrozenDictionary<Guid, ServedInterface[]> _byUuid;
    private readonly Func<SyntaxId, ServedInterface?>? _fallback;

    /// <summary>A table of <paramref name="interfaces"/>.</summary>
    /// <param name="interfaces">The interfaces.</param>
    /// <param name="fallback">
    /// Serves interfaces whose UUID the table does not have, as a relay does; it returns null for what it does not serve either. Null: such
    /// interfaces are rejected. It is called once for each context that a client proposes, with a UUID of the client's choice: it must not
    /// keep something for each.
    /// </param>
    public RpcInterfaceTable(IEnumerable<ServedInterface> interfaces, Func<SyntaxId, ServedInterface?>? fallback = null)
    {
        _fallback = fallback;
        All = [.. interfaces];
        _byUuid = All.GroupBy(served => served.Interface.Info.Id.Uuid).ToFrozenDictionary(group => group.Key, group => group.ToArray());
    }

    /// <summary>Every interface of the table, without what the fallback serves.</summary>
    public IReadOnlyList<ServedInterface> All { get; }

    /// <summary>
    /// The interface that serves <paramref name="wanted"/>: the same UUID and major version, and a minor version not below it ([C706]
    /// 6.1.2.1); for a UUID that is not in the table, what the fallback serves; else null.
    /// </summary>
    public ServedInterface? Find(SyntaxId wanted)
    {
        if (!_byUuid.TryGetValue(wanted.Uuid, out var versions)) return _fallback?.Invoke(wanted);
        foreach (var served in versions)
        {
            var id = served.Interface.Info.Id;
            if (id.Major == wanted.Major && id.Minor >= wanted.Minor) return served;
        }

        return null;
    }
}
