namespace Sekimori.Guard.Admission;

/// <summary>
/// Places in the order of their arrival. The links are part of the places, so that a list costs nothing for each of them.
/// </summary>
/// <param name="isOfPeer">Which of a place's two pairs of links this list uses.</param>
internal sealed class PlaceList(bool isOfPeer)
{
    private Place? _last;

    public Place? First { get; private set; }

    public int Count { get; private set; }

    public Place? After(Place place) => isOfPeer ? place.NextOfPeer : place.Next;

    public void Add(Place place)
    {
        Link(place, _last, null);
        if (_last is null) First = place;
        else Link(_last, Before(_last), place);
        _last = place;
        Count++;
    }

    public void Remove(Place place)
    {
        var (before, after) = (Before(place), After(place));
        if (before is null) First = after;
        else Link(before, Before(before), after);
        if (after is null) _last = before;
        else Link(after, before, After(after));
        Link(place, null, null);
        Count--;
    }

    private Place? Before(Place place) => isOfPeer ? place.PreviousOfPeer : place.Previous;

    private void Link(Place place, Place? before, Place? after)
    {
        if (isOfPeer) (place.PreviousOfPeer, place.NextOfPeer) = (before, after);
        else (place.Previous, place.Next) = (before, after);
    }
}
