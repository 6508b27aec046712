using Sekimori.Capture.Files;

namespace Sekimori.App.Watch;

/// <summary>How the reading of a capture ended.</summary>
/// <param name="Reader">What was read.</param>
/// <param name="Left">Bytes at the end that are not a whole record.</param>
/// <param name="Failure">Why the file could not be read to its end; null if it could.</param>
internal sealed record PumpResult(CaptureReader Reader, long Left, string? Failure);
