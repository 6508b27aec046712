namespace Sekimori.Guard.Admission;

/// <summary>
/// Who may have a connection: the one object that all doors of a server ask. It counts connections without a logon for each peer and
/// connections of all, keeps places for peers that have logged on before, and decides whose connection is closed where places or memory are
/// short. Reads no clock; thread-safe.
/// </summary>
/// <remarks>
/// In parts: this one counts connections, .Memory bytes, .Descriptors those that are just closing; .Evict chooses which are closed.
/// </remarks>
internal sealed partial class ConnectionAdmission
{
    private static readonly int Doors = Enum.GetValues<Door>().Length;

    private readonly Lock _gate = new();
    private readonly Dictionary<PeerKey, Peer> _peers = [];
    private readonly PlaceList[] _opening = [.. Enumerable.Range(0, Doors).Select(_ => new PlaceList(isOfPeer: false))];
    private readonly PlaceList _loggedOn = new(isOfPeer: false);
    private readonly PeerOrder _byBound = new(static peer => peer.ByBound);
    private readonly PeerOrder _byHeld = new(static peer => peer.ByHeld);
    private readonly KnownPeers _known;
    private readonly int[] _ofDoor = new int[Doors];
    private AdmissionCounts _counts;
    private int _most;

    /// <summary>An admission without connections.</summary>
    /// <param name="limits">How much there may be.</param>
    public ConnectionAdmission(AdmissionLimits limits)
    {
        (Limits, _most) = (limits, limits.Connections);
        _known = new(limits.KnownPeers, limits.KnownFor.Ticks);
    }

    /// <summary>How much there may be.</summary>
    public AdmissionLimits Limits { get; }

    /// <summary>What is counted now.</summary>
    public AdmissionCounts Counts
    {
        get
        {
            lock (_gate) return _counts with { Peers = _peers.Count, KnownPeers = _known.Count };
        }
    }

    /// <summary>
    /// Gives a new connection a place. Another one may have to be closed for it; its holder is notified before this returns.
    /// </summary>
    /// <param name="key">Whose it is.</param>
    /// <param name="door">Where it comes in.</param>
    /// <param name="mostOfDoor">The limit of connections of that door.</param>
    /// <param name="bytes">The cost of a connection of this kind before its first byte.</param>
    /// <param name="now">The time.</param>
    /// <param name="cause">Why there is no place for it.</param>
    /// <returns>The place; null if there is none. Give it back with <see cref="Place.Leave"/>.</returns>
    public Place? TryEnter(PeerKey key, Door door, int mostOfDoor, int bytes, DateTimeOffset now, out RefusalCause cause)
    {
        Place? place = null;
        var leaving = default(Eviction);
        lock (_gate)
        {
            _peers.TryGetValue(key, out var peer);
            cause = FindDenialReason(key, peer, door, mostOfDoor, bytes, now.UtcTicks, ref leaving);
            if (cause == RefusalCause.None)
            {
                if (peer is null) _peers.Add(key, peer = new(key));
                place = Add(peer, door, bytes, now.UtcTicks);
            }
        }

        leaving.Notify();
        return place;
    }

    internal void MarkActive(Place place, DateTimeOffset now)
    {
        if (place.HasSentData) return;
        lock (_gate)
        {
            if (place.HasSentData || place.State != PlaceState.Opening) return;
            place.HasSentData = true;
            // Behind those that are silent, once: its logon takes a few legs.
            var (all, own) = (_opening[(int)place.Door], place.Peer!.Opening);
            all.Remove(place);
            own.Remove(place);
            place.Since = now.UtcTicks;
            all.Add(place);
            own.Add(place);
        }
    }

    internal void Bind(Place place, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (place.State != PlaceState.Opening) return;
            Unlist(place);
            place.State = PlaceState.Bound;
            place.Since = now.UtcTicks;
            place.Touch(now);
            place.Peer!.Bound.Add(place);
            _byBound.Change(place.Peer, place.Peer.Bound.Count);
            _counts.Bound++;
        }
    }

    internal void LogOn(Place place, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (place.State is not (PlaceState.Opening or PlaceState.Bound)) return;
            Unlist(place);
            // What it holds from now on is an authorised caller's.
            Uncharge(place, place.Held);
            place.State = PlaceState.LoggedOn;
            place.Since = now.UtcTicks;
            place.Touch(now);
            // An HTTP connection that a caller has logged on to ends by itself when nobody uses it; only RPC's stay.
            if (place.Door == Door.Rpc) _loggedOn.Add(place);
            _known.Add(place.Peer!.Key, now.UtcTicks);
            _counts.LoggedOn++;
        }
    }

    internal void Leave(Place place)
    {
        lock (_gate)
        {
            if (place.State == PlaceState.Gone) return;
            _counts.Connections--;
            if (place.Peer is { } peer)
            {
                if (place.State == PlaceState.Leaving) _counts.Leaving--;
                else Uncount(place, peer);
                if (place.State != PlaceState.LoggedOn) Uncharge(place, place.Held);
                if (--peer.Places == 0) _peers.Remove(peer.Key);
            }
            else
            {
                _counts.Leaving--;
            }

            place.Held = 0;
            place.State = PlaceState.Gone;
            place.Holder = null;
            if (IsFree) _closed?.TrySetResult();
        }
    }

    private RefusalCause FindDenialReason(PeerKey key, Peer? peer, Door door, int mostOfDoor, int bytes, long now, ref Eviction leaving)
    {
        // Before anybody has to make way: who is refused for this comes again.
        if (!IsFree) return RefusalCause.Closing;
        if (peer is not null)
        {
            if (key.Kind == PeerKind.LocalUser && peer.Count >= Limits.ConnectionsPerUser
                && !EvictOfPeer(peer, now, RefusalCause.ConnectionsOfUser, ref leaving))
                return RefusalCause.ConnectionsOfUser;
            if (peer.Opening.Count >= Limits.MostOpening(key.Kind)
                && !TakePlace(peer.Opening.First, RefusalCause.OpeningOfPeer, ref leaving))
                return RefusalCause.OpeningOfPeer;
            if (peer.Opening.Count + peer.Bound.Count >= Limits.MostUnauthenticated(key.Kind)
                && !EvictOfPeer(peer, now, RefusalCause.UnauthenticatedOfPeer, ref leaving))
                return RefusalCause.UnauthenticatedOfPeer;
        }

        var isKnown = _known.Contains(key, now) || key.Kind == PeerKind.LocalOwner;
        // A lowered limit closes no connection; it admits none either.
        if (_ofDoor[(int)door] > mostOfDoor || _ofDoor[(int)door] >= Room(mostOfDoor, isKnown)
            && !EvictOfAll(peer, door, isKnown, now, RefusalCause.ConnectionsOfDoor, ref leaving))
            return RefusalCause.ConnectionsOfDoor;
        if (_counts.Connections - _counts.Leaving >= Room(_most, isKnown)
            && !EvictOfAll(peer, null, isKnown, now, RefusalCause.Connections, ref leaving))
            return RefusalCause.Connections;
        return MayHold(key, peer, bytes, ref leaving);
    }

    private int Room(int places, bool isKnown) => isKnown ? places : places - places / Limits.KeptShare;

    private Place Add(Peer peer, Door door, int bytes, long now)
    {
        var place = new Place(this, peer, door, now) { State = PlaceState.Opening };
        peer.Count++;
        peer.Places++;
        _ofDoor[(int)door]++;
        _counts.Connections++;
        _counts.Opening++;
        _opening[(int)door].Add(place);
        peer.Opening.Add(place);
        Charge(place, bytes);
        return place;
    }

    private void Uncount(Place place, Peer peer)
    {
        Unlist(place);
        peer.Count--;
        _ofDoor[(int)place.Door]--;
    }

    private void Unlist(Place place)
    {
        var peer = place.Peer!;
        switch (place.State)
        {
            case PlaceState.Opening:
                _opening[(int)place.Door].Remove(place);
                peer.Opening.Remove(place);
                _counts.Opening--;
                break;
            case PlaceState.Bound:
                peer.Bound.Remove(place);
                _byBound.Change(peer, peer.Bound.Count);
                _counts.Bound--;
                break;
            case PlaceState.LoggedOn:
                if (place.Door == Door.Rpc) _loggedOn.Remove(place);
                _counts.LoggedOn--;
                break;
        }
    }
}
