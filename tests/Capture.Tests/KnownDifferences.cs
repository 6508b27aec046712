namespace Sekimori.Capture.Tests;

/// <summary>Where tshark 4.0.17 and this reader differ on a shared capture, and why.</summary>
internal static class KnownDifferences
{
    public static IEnumerable<string> Of(string file) => All.TryGetValue(file, out var known) ? known : [];

    private static readonly Dictionary<string, string[]> All = [];
}
