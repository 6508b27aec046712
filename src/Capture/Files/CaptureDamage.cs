namespace Sekimori.Capture.Files;

/// <summary>A place in a capture file that makes no sense.</summary>
/// <param name="Offset">Where it starts, in bytes from the start of the file.</param>
/// <param name="Packets">How many packets stood before it.</param>
/// <param name="What">The problem.</param>
/// <param name="Skipped">Bytes that were skipped before the next record that could be read; 0 if only this one was lost.</param>
public sealed record CaptureDamage(long Offset, long Packets, string What, long Skipped = 0);
