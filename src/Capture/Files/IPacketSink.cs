namespace Sekimori.Capture.Files;

/// <summary>Receives the frames of a capture.</summary>
public interface IPacketSink
{
    /// <summary>Processes one frame. The bytes are only lent.</summary>
    /// <param name="ticks">When it was captured, in ticks of <see cref="DateTime"/>, UTC.</param>
    /// <param name="link">How the frame starts.</param>
    /// <param name="frame">The bytes that were captured, which may be fewer than were on the wire.</param>
    /// <param name="isCut">True if the recorder kept fewer bytes than were on the wire.</param>
    void OnPacket(long ticks, LinkType link, ReadOnlySpan<byte> frame, bool isCut = false);
}
