namespace Sekimori.Capture.Files;

/// <summary>One file format: finds the next record in a window of bytes.</summary>
internal interface ICaptureFormat
{
    /// <summary>Reads the record that begins the window; returns its size, or 0 where it is not there whole.</summary>
    int TryRead(ReadOnlySpan<byte> window, out Record record);
}
