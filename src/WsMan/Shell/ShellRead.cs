namespace Sekimori.WsMan.Shell;

/// <summary>What one read of a command's output gave.</summary>
/// <param name="Stream">Its stream.</param>
/// <param name="Count">How many bytes were put into the buffer; 0 only where <paramref name="End"/> is true.</param>
/// <param name="End">True if the stream has ended with these bytes.</param>
public readonly record struct ShellRead(ShellStream Stream, int Count, bool End);
