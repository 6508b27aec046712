using System.Globalization;
using Sekimori.Posture.Checks;

namespace Sekimori.Posture.Evaluation;

/// <summary>The end of support of Windows builds, from lifecycle.txt.</summary>
internal static class WindowsLifecycle
{
    private static readonly Dictionary<string, DateTimeOffset> Ends = EmbeddedText.Read("lifecycle.yml").Split('\n')
        .Select(line => line.Split('#')[0].Split(':', StringSplitOptions.TrimEntries)).Where(parts => parts.Length == 2)
        .ToDictionary(parts => parts[0], parts => DateTimeOffset.Parse(parts[1], CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal), StringComparer.Ordinal);

    /// <summary>When security updates end for a version such as "10.0.20348"; null for a build that the table does not have.</summary>
    public static DateTimeOffset? End(string version) =>
        version.Split('.') is [_, _, var build, ..] && Ends.TryGetValue(build, out var end) ? end : null;
}
