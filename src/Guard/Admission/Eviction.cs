namespace Sekimori.Guard.Admission;

/// <summary>Connections that lost their place under the lock. Their holders are notified outside it. Usually there is one.</summary>
internal struct Eviction
{
    private Place? _first;
    private List<Place>? _more;

    public void Add(Place place)
    {
        if (_first is null) _first = place;
        else (_more ??= []).Add(place);
    }

    /// <summary>Notifies the holders. A place without a holder notifies it as soon as there is one.</summary>
    public readonly void Notify()
    {
        if (_first is null) return;
        Interlocked.MemoryBarrier();
        _first.Holder?.Evict(_first.EvictionCause);
        foreach (var place in _more ?? []) place.Holder?.Evict(place.EvictionCause);
    }
}
