namespace Sekimori.Guard.Admission;

/// <summary>Places that were taken away under the lock, to be told outside it. One is the rule.</summary>
internal struct Eviction
{
    private Place? _first;
    private List<Place>? _more;

    public void Add(Place place)
    {
        if (_first is null) _first = place;
        else (_more ??= []).Add(place);
    }

    /// <summary>Tells their holders. A place that has none yet tells it as soon as there is one.</summary>
    public readonly void Notify()
    {
        if (_first is null) return;
        Interlocked.MemoryBarrier();
        _first.Holder?.Evict(_first.MadeWayFor);
        foreach (var place in _more ?? []) place.Holder?.Evict(place.MadeWayFor);
    }
}
