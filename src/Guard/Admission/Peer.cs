namespace Sekimori.Guard.Admission;

/// <summary>The counts of one peer. It exists as long as the peer has a connection.</summary>
internal sealed class Peer(PeerKey key)
{
    public PeerKey Key => key;

    /// <summary>Connections that have neither bound nor logged on, the oldest first.</summary>
    public PlaceList Opening { get; } = new(isOfPeer: true);

    /// <summary>Bound RPC connections without a logon.</summary>
    public PlaceList Bound { get; } = new(isOfPeer: true);

    /// <summary>All of its connections that are not closing.</summary>
    public int Count { get; set; }

    /// <summary>All of its connections, until they are closed.</summary>
    public int Places { get; set; }

    /// <summary>Bytes held for it without a logon.</summary>
    public long Held { get; set; }

    public PeerLinks ByBound { get; } = new();

    public PeerLinks ByHeld { get; } = new();
}
