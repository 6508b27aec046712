namespace Sekimori.Dcom.Objects;

/// <summary>A ping set ([MS-DCOM] 3.1.2.1). Guarded by the lock of <see cref="PingSets"/>.</summary>
/// <param name="owner">Who made it: an account, or a peer without a logon.</param>
/// <param name="sequence">The sequence number of the last change.</param>
internal sealed class PingSet(PingOwner owner, ushort sequence)
{
    public PingOwner Owner => owner;

    public HashSet<ulong> Oids { get; } = [];

    public ushort Sequence { get; set; } = sequence;

    /// <summary>The time of the last ping, by the clock's timestamp.</summary>
    public long LastPing { get; set; }
}
