namespace Sekimori.Posture.Waivers;

/// <summary>A list of waivers is wrong.</summary>
/// <param name="file">The file.</param>
/// <param name="line">The line, from 1.</param>
/// <param name="column">The column, from 1.</param>
/// <param name="reason">What is wrong.</param>
internal sealed class WaiverException(string file, long line, long column, string reason)
    : FormatException($"{file}:{line}:{column}: {reason}");
