using Sekimori.Capture.Files;

namespace Sekimori.Watch;

/// <summary>How the reading of a capture ended.</summary>
/// <param name="Reader">Counts of what was read, and the damaged places.</param>
/// <param name="Left">Bytes at the end that are not a whole record.</param>
/// <param name="Failure">Why the stream could not be read to its end; null where it could.</param>
public sealed record CaptureResult(CaptureReader Reader, long Left, string? Failure);
