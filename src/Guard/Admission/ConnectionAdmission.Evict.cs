namespace Sekimori.Guard.Admission;

internal sealed partial class ConnectionAdmission
{
    /// <summary>
    /// Connections that are checked for one new connection. They move to the end of their list, so that the next new connection checks
    /// others.
    /// </summary>
    private const int Samples = 32;

    /// <summary>The same for connections with a logon: only a peer that is known asks for one, and rarely.</summary>
    private const int SamplesLoggedOn = 256;

    /// <summary>Bound connections of the heaviest peers that are checked for one new connection.</summary>
    private const int PeersLookedAt = 4;

    /// <summary>A peer has reached its limit: one of its own connections is closed.</summary>
    private bool EvictOfPeer(Peer peer, long now, RefusalCause cause, ref Eviction leaving) =>
        TakePlace(Old(peer.Opening.First, now), cause, ref leaving) || TakePlace(IdlestBound(peer, now), cause, ref leaving)
        || TakePlace(peer.Opening.First, cause, ref leaving);

    /// <summary>
    /// The server, or a door, is full. Who has waited longest without a logon goes first; an authorised caller only for another one, and
    /// only where nothing is lost.
    /// </summary>
    private bool EvictOfAll(Peer? peer, Door? door, bool isKnown, long now, RefusalCause cause, ref Eviction leaving)
    {
        var oldest = OldestOpening(door);
        if (TakePlace(Old(oldest, now), cause, ref leaving)) return true;
        if (door is null or Door.Rpc)
        {
            var bound = _byBound.Heaviest;
            for (var i = 0; i < PeersLookedAt && bound is not null; i++)
            {
                // The order may change with the place.
                var next = _byBound.After(bound);
                // For a peer with many connections, its newest ones have no grace period.
                var before = bound.Bound.Count > 2 * (peer?.Bound.Count ?? 0) + 1 ? now : now - Limits.OpeningGrace.Ticks;
                if (TakePlace(IdlestBound(bound, before), cause, ref leaving)) return true;
                bound = next;
            }
        }

        if (TakePlace(oldest, cause, ref leaving)) return true;
        return isKnown && door is null or Door.Rpc && TakePlace(IdlestLoggedOn(now - Limits.IdleGrace.Ticks), cause, ref leaving);
    }

    private bool TakePlace(Place? place, RefusalCause cause, ref Eviction leaving)
    {
        if (place is null) return false;
        Uncount(place, place.Peer!);
        if (place.State != PlaceState.LoggedOn)
        {
            // Its memory is held until it has closed, but no longer counts against its peer.
            place.Peer!.Held -= place.Held;
            _byHeld.Change(place.Peer, place.Peer.Held);
        }
        else
        {
            _counts.Held += place.Held;
        }

        _counts.HeldLeaving += place.Held;
        _counts.Leaving++;
        place.State = PlaceState.Leaving;
        place.EvictionCause = cause;
        leaving.Add(place);
        return true;
    }

    private Place? Old(Place? place, long now) => place is not null && now - place.Since >= Limits.OpeningGrace.Ticks ? place : null;

    private Place? OldestOpening(Door? door)
    {
        if (door is { } one) return _opening[(int)one].First;
        Place? oldest = null;
        foreach (var list in _opening)
            if (list.First is { } first && (oldest is null || first.Since < oldest.Since))
                oldest = first;
        return oldest;
    }

    /// <summary>
    /// The longest idle bound connection of a peer. One with context handles only if there is no other; never one with a call in progress.
    /// </summary>
    private static Place? IdlestBound(Peer peer, long before)
    {
        Place? idle = null, holding = null;
        for (var i = Math.Min(Samples, peer.Bound.Count); i > 0; i--)
        {
            var place = peer.Bound.First!;
            peer.Bound.Remove(place);
            peer.Bound.Add(place);
            if (place.LastActive > before) continue;
            switch (place.Holder?.Use)
            {
                case PlaceUse.Working:
                    break;
                case PlaceUse.Holding:
                    if (holding is null || place.LastActive < holding.LastActive) holding = place;
                    break;
                default:
                    if (idle is null || place.LastActive < idle.LastActive) idle = place;
                    break;
            }
        }

        return idle ?? holding;
    }

    /// <summary>An authenticated RPC connection that its caller left idle: nothing is lost with it.</summary>
    private Place? IdlestLoggedOn(long before)
    {
        Place? idle = null;
        for (var i = Math.Min(SamplesLoggedOn, _loggedOn.Count); i > 0; i--)
        {
            var place = _loggedOn.First!;
            _loggedOn.Remove(place);
            _loggedOn.Add(place);
            if (place.LastActive <= before && place.Holder?.Use == PlaceUse.Idle && (idle is null || place.LastActive < idle.LastActive))
                idle = place;
        }

        return idle;
    }

    /// <summary>The costliest connection of the peer: of all that are opening, which are few, and of some that are bound.</summary>
    private static Place? Costliest(Peer peer)
    {
        Place? most = null;
        for (var place = peer.Opening.First; place is not null; place = peer.Opening.After(place))
            if (most is null || place.Held > most.Held) most = place;
        for (var i = Math.Min(Samples, peer.Bound.Count); i > 0; i--)
        {
            var place = peer.Bound.First!;
            peer.Bound.Remove(place);
            peer.Bound.Add(place);
            if (most is null || place.Held > most.Held) most = place;
        }

        return most;
    }
}
