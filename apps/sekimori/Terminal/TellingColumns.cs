namespace Sekimori.App.Terminal;

/// <summary>Chooses the properties for a table of objects if none are named.</summary>
internal static class TellingColumns
{
    /// <summary>As many as a terminal has room for.</summary>
    private const int Most = 6;

    // The most informative properties of an object first.
    private static readonly string[] Telling =
    [
        "Name", "Handle", "ProcessId", "DeviceID", "Caption", "Version", "State", "Status", "StartMode", "FileSystem", "Size", "FreeSpace",
        "WorkingSetSize", "CommandLine",
    ];

    /// <summary>
    /// For narrow objects all with a value; for wide ones the most informative, each text once: Name, DeviceID and Caption of a disk are
    /// one.
    /// </summary>
    /// <param name="filled">The properties with a value.</param>
    /// <param name="values">Gives a property's value of each object, in one order.</param>
    public static IReadOnlyList<string> Choose(IReadOnlyList<string> filled, Func<string, IReadOnlyList<string>> values)
    {
        if (filled.Count <= Most) return filled;
        var chosen = new List<string>();
        var shown = new List<IReadOnlyList<string>>();
        foreach (var name in Telling.Select(name => filled.FirstOrDefault(other => other.Equals(name, StringComparison.OrdinalIgnoreCase)))
            .OfType<string>())
        {
            var column = values(name);
            if (shown.Exists(other => other.SequenceEqual(column, StringComparer.Ordinal))) continue;
            shown.Add(column);
            chosen.Add(name);
            if (chosen.Count == Most) break;
        }

        return chosen.Count > 1 ? chosen : [.. filled.Take(Most)];
    }
}
