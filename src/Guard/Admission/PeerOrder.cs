using System.Numerics;

namespace Sekimori.Guard.Admission;

/// <summary>
/// Peers by what they cost, heaviest first, to within a factor of two: a row for each power of two. A change is a step or two, however many
/// peers there are; a flood of connections changes this with each of them.
/// </summary>
/// <param name="links">The peer's position in this order.</param>
internal sealed class PeerOrder(Func<Peer, PeerLinks> links)
{
    private readonly Peer?[] _rows = new Peer?[64];
    private ulong _used;

    /// <summary>A peer that costs at least half of what any other does; null if none costs anything.</summary>
    public Peer? Heaviest => _used == 0 ? null : _rows[BitOperations.Log2(_used)];

    /// <summary>The next one, as heavy or lighter; null at the end.</summary>
    public Peer? After(Peer peer)
    {
        var own = links(peer);
        if (own.Next is { } next) return next;
        var lower = _used & ((1UL << own.Row) - 1);
        return lower == 0 ? null : _rows[BitOperations.Log2(lower)];
    }

    /// <summary>The peer costs so much now.</summary>
    public void Change(Peer peer, long weight)
    {
        var own = links(peer);
        var row = weight <= 0 ? -1 : BitOperations.Log2((ulong)weight);
        if (row == own.Row) return;
        if (own.Row >= 0) Remove(own);
        if (row >= 0) Add(peer, own, row);
        own.Row = row;
    }

    private void Add(Peer peer, PeerLinks own, int row)
    {
        (own.Previous, own.Next) = (null, _rows[row]);
        if (own.Next is { } next) links(next).Previous = peer;
        _rows[row] = peer;
        _used |= 1UL << row;
    }

    private void Remove(PeerLinks own)
    {
        if (own.Previous is { } previous) links(previous).Next = own.Next;
        else _rows[own.Row] = own.Next;
        if (own.Next is { } next) links(next).Previous = own.Previous;
        (own.Previous, own.Next) = (null, null);
        if (_rows[own.Row] is null) _used &= ~(1UL << own.Row);
    }
}
