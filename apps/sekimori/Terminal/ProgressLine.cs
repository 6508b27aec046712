using System.Globalization;

namespace Sekimori.App.Terminal;

/// <summary>How far the reading of a file is, in one line that is written over.</summary>
internal static class ProgressLine
{
    /// <summary>Wipes the line.</summary>
    public const string Wiped = "\r\u001b[K";

    /// <summary>The beginning of the line: "incident.pcap: 120 MB of 480 (25 %)".</summary>
    /// <param name="file">The file.</param>
    /// <param name="done">Bytes read.</param>
    /// <param name="size">Bytes in all; 0 if that is not known.</param>
    public static string Of(string file, long done, long size)
    {
        var share = size > 0 ? string.Create(CultureInfo.InvariantCulture, $" of {size / 1e6:F0} ({100 * done / size} %)") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{Wiped}{Printable.Of(Path.GetFileName(file))}: {done / 1e6:F0} MB{share}");
    }
}
