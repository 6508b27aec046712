namespace Sekimori.Guard.Admission;

/// <summary>Peers from which a caller has logged on. Used under the admission's lock.</summary>
/// <param name="most">How many are remembered; beyond that, the one with the oldest logon is forgotten.</param>
/// <param name="longest">How long a peer is remembered, in ticks.</param>
internal sealed class KnownPeers(int most, long longest)
{
    private readonly Dictionary<PeerKey, LinkedListNode<(PeerKey Key, long At)>> _known = [];
    private readonly LinkedList<(PeerKey Key, long At)> _order = new();

    public int Count => _known.Count;

    public bool Contains(PeerKey peer, long now) => _known.TryGetValue(peer, out var node) && now - node.Value.At <= longest;

    public void Add(PeerKey peer, long now)
    {
        if (_known.Remove(peer, out var node)) _order.Remove(node);
        else if (_known.Count >= most)
        {
            _known.Remove(_order.First!.Value.Key);
            _order.RemoveFirst();
        }

        _known[peer] = _order.AddLast((peer, now));
    }
}
