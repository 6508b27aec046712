namespace Sekimori.Capture.Files;

/// <summary>One file format: finds the next record in a window of bytes.</summary>
internal interface ICaptureFormat
{
    /// <summary>
    /// Reads the record that starts the window. Returns its size, or 0 if it is incomplete or, with <see cref="Record.Damage"/>, its size
    /// is not known. A record that is not a packet may be larger than the window: it is skipped.
    /// </summary>
    long TryRead(ReadOnlySpan<byte> window, out Record record);

    /// <summary>
    /// Looks for the next record behind a damaged one. Returns how many bytes precede it, or can be skipped where it is not found.
    /// </summary>
    int Find(ReadOnlySpan<byte> window, out bool isFound);

    /// <summary>Bytes behind a damaged record among which <see cref="Find"/> looks for the next one.</summary>
    long FindLimit { get; }

    /// <summary>No more bytes will come: settles everything that was waiting for them.</summary>
    void End();
}
