namespace Sekimori.Guard.Admission;

internal sealed partial class ConnectionAdmission
{
    /// <summary>Connections that one request for memory may send away: what it asks for is small beside what they hold.</summary>
    private const int MostForMemory = 8;

    internal bool TryHold(Place place, int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        var leaving = default(Eviction);
        bool may;
        lock (_gate)
        {
            switch (place.State)
            {
                case PlaceState.LoggedOn:
                    place.Held += bytes;
                    return true;
                case PlaceState.Opening or PlaceState.Bound:
                    var cause = MayHold(place.Peer!.Key, place.Peer, bytes, ref leaving);
                    if (cause != RefusalCause.None) place.MemoryRefused = cause;
                    may = cause == RefusalCause.None && place.State != PlaceState.Leaving;
                    if (may) Charge(place, bytes);
                    break;
                default:
                    return false;
            }
        }

        leaving.Notify();
        return may;
    }

    internal void Release(Place place, int bytes)
    {
        lock (_gate)
        {
            // What it held ended with the connection.
            if (place.State == PlaceState.Gone) return;
            ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, place.Held);
            place.Held -= bytes;
            if (place.State != PlaceState.LoggedOn) Uncharge(place, bytes);
        }
    }

    /// <summary>The costliest connections before a logon are closed, unless they belong to the requesting peer.</summary>
    private RefusalCause MayHold(PeerKey key, Peer? peer, int bytes, ref Eviction leaving)
    {
        var own = (peer?.Held ?? 0) + bytes;
        if (own > Limits.MostMemory(key.Kind)) return RefusalCause.MemoryOfPeer;
        for (var i = 0; ; i++)
        {
            if (_counts.Held - _counts.HeldLeaving + bytes <= Limits.MemoryBeforeLogon) return RefusalCause.None;
            if (i == MostForMemory || _byHeld.Heaviest is not { } heaviest || heaviest == peer || heaviest.Held < own)
                return RefusalCause.Memory;
            if (Costliest(heaviest) is not { } place || !TakePlace(place, RefusalCause.Memory, ref leaving)) return RefusalCause.Memory;
        }
    }

    private void Charge(Place place, long bytes)
    {
        place.Held += bytes;
        place.Peer!.Held += bytes;
        _counts.Held += bytes;
        _byHeld.Change(place.Peer, place.Peer.Held);
    }

    private void Uncharge(Place place, long bytes)
    {
        _counts.Held -= bytes;
        if (place.State == PlaceState.Leaving)
        {
            _counts.HeldLeaving -= bytes;
            return;
        }

        place.Peer!.Held -= bytes;
        _byHeld.Change(place.Peer, place.Peer.Held);
    }
}
