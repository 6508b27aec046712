namespace Sekimori.Guard.Admission;

/// <summary>One connection's place in a server, and the memory that it makes the server hold. Thread-safe.</summary>
internal sealed class Place : IMemoryMeter
{
    private readonly ConnectionAdmission _admission;
    private IPlaceHolder? _holder;
    private long _lastActive;

    internal Place(ConnectionAdmission admission, Peer? peer, Door door, long now)
    {
        (_admission, Peer, Door, Since) = (admission, peer, door, now);
        _lastActive = now;
    }

    /// <summary>The door that it came in by.</summary>
    public Door Door { get; }

    /// <summary>How far it has come.</summary>
    public PlaceState State { get; internal set; }

    /// <summary>Why it must be closed; <see cref="RefusalCause.None"/> if it need not be.</summary>
    public RefusalCause EvictionCause { get; internal set; }

    /// <summary>
    /// Which budget had no room when it last asked for memory; <see cref="RefusalCause.None"/> where that never happened.
    /// </summary>
    public RefusalCause MemoryRefused { get; internal set; }

    /// <summary>The peer that it is counted for; null if it is closed immediately.</summary>
    public PeerKey? Key => Peer?.Key;

    /// <summary>Bytes that are held for it.</summary>
    public long Held { get; internal set; }

    /// <summary>The connection. If the place was taken away before this is set, it is notified immediately.</summary>
    public IPlaceHolder? Holder
    {
        get => Volatile.Read(ref _holder);
        set
        {
            Volatile.Write(ref _holder, value);
            // Between the two lines another thread may have taken the place and found nobody to notify.
            Interlocked.MemoryBarrier();
            if (EvictionCause is var cause and not RefusalCause.None) value?.Evict(cause);
        }
    }

    internal Peer? Peer { get; }

    internal long Since { get; set; }

    internal bool HasSentData { get; set; }

    internal long LastActive => Volatile.Read(ref _lastActive);

    /// <summary>Neighbours in the list of all, and in the list of its peer.</summary>
    internal Place? Next { get; set; }

    internal Place? Previous { get; set; }

    internal Place? NextOfPeer { get; set; }

    internal Place? PreviousOfPeer { get; set; }

    /// <summary>Marks it as used. Cheap enough for every second.</summary>
    public void Touch(DateTimeOffset now) => Volatile.Write(ref _lastActive, now.UtcTicks);

    /// <summary>The peer has sent a complete message: it is no longer a silent connection. Only the first call counts.</summary>
    public void MarkActive(DateTimeOffset now) => _admission.MarkActive(this, now);

    /// <summary>RPC: it is bound, and there is no logon.</summary>
    public void Bind(DateTimeOffset now) => _admission.Bind(this, now);

    /// <summary>A caller has logged on.</summary>
    public void LogOn(DateTimeOffset now) => _admission.LogOn(this, now);

    /// <summary>It is closed. What is still counted as held ends with it.</summary>
    public void Leave() => _admission.Leave(this);

    /// <inheritdoc/>
    public bool TryHold(int bytes) => _admission.TryHold(this, bytes);

    /// <inheritdoc/>
    public void Release(int bytes) => _admission.Release(this, bytes);
}
