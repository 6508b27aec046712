namespace Sekimori.Capture;

/// <summary>
/// What may be held in memory while reading a capture, over all connections: bytes of unfinished PDUs, of segments out of order, of
/// fragments. A reader that is refused memory drops what it was collecting, so a hostile capture costs its own visibility and no memory.
/// </summary>
internal sealed class CaptureBudget(long limit)
{
    private long _taken;

    /// <summary>Bytes held now.</summary>
    public long Used => _taken;

    /// <summary>How often memory was refused.</summary>
    public long Refused { get; private set; }

    public bool TryTake(int bytes)
    {
        if (_taken + bytes > limit)
        {
            Refused++;
            return false;
        }
        _taken += bytes;
        return true;
    }

    public void Give(int bytes) => _taken -= bytes;
}
