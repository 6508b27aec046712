namespace Sekimori.Capture.Files;

/// <summary>A record of a capture file: a frame with its time, or something that is not a frame.</summary>
internal readonly ref struct Record(long ticks, LinkType link, ReadOnlySpan<byte> frame)
{
    public long Ticks { get; } = ticks;

    public LinkType Link { get; } = link;

    public ReadOnlySpan<byte> Frame { get; } = frame;

    public bool IsPacket { get; } = true;
}
