namespace Sekimori.Capture.Files;

/// <summary>One interface of a pcapng section.</summary>
/// <param name="Link">How its frames start.</param>
/// <param name="SnapLength">How much of each frame was kept at most; 0 for all.</param>
/// <param name="TicksPerUnit">What one unit of its time stamps is (if_tsresol).</param>
/// <param name="Offset">Ticks to add to its time stamps (if_tsoffset).</param>
/// <param name="CheckSequence">Bytes of the frame check sequence behind each frame (if_fcslen).</param>
internal readonly record struct PcapngInterface(LinkType Link, uint SnapLength, double TicksPerUnit, long Offset, int CheckSequence);
