namespace Sekimori.Guard.Admission;

/// <summary>The position of a peer in one <see cref="PeerOrder"/>.</summary>
internal sealed class PeerLinks
{
    /// <summary>Its row; -1 where it is in none.</summary>
    public int Row { get; set; } = -1;

    public Peer? Next { get; set; }

    public Peer? Previous { get; set; }
}
