namespace Sekimori.Security.Accounts;

/// <summary>A set of bounded size: what was used least recently makes room. Not thread-safe.</summary>
/// <param name="most">Its capacity.</param>
internal sealed class RecentSet<T>(int most) where T : notnull
{
    private readonly Dictionary<T, LinkedListNode<T>> _nodes = [];
    private readonly LinkedList<T> _byUse = [];

    /// <summary>Whether it contains <paramref name="item"/>, which counts as a use.</summary>
    public bool Touch(T item)
    {
        if (!_nodes.TryGetValue(item, out var node)) return false;
        _byUse.Remove(node);
        _byUse.AddLast(node);
        return true;
    }

    /// <summary>Adds an item, or uses it.</summary>
    public void Add(T item)
    {
        if (Touch(item)) return;
        if (_nodes.Count >= most)
        {
            _nodes.Remove(_byUse.First!.Value);
            _byUse.RemoveFirst();
        }

        _nodes[item] = _byUse.AddLast(item);
    }
}
