namespace Sekimori.Capture.Files;

/// <summary>A record of a capture file: a frame with its time, or something that is not a frame.</summary>
internal readonly ref struct Record
{
    public Record(long ticks, LinkType link, ReadOnlySpan<byte> frame, long length, int checkSequence)
    {
        (Ticks, Link, IsPacket, IsCut) = (ticks, link, true, frame.Length < length);
        // The frame check sequence follows the packet, and is present only where nothing was cut off.
        Frame = !IsCut && checkSequence < frame.Length ? frame[..^checkSequence] : frame;
    }

    private Record(string damage) => Damage = damage;

    public long Ticks { get; }

    public LinkType Link { get; }

    public ReadOnlySpan<byte> Frame { get; }

    public bool IsPacket { get; }

    /// <summary>True if the recorder kept less of the frame than was on the wire.</summary>
    public bool IsCut { get; }

    /// <summary>Why the record makes no sense; null if it is sound.</summary>
    public string? Damage { get; }

    public static Record Damaged(string what) => new(what);
}
