using System.Globalization;
using Sekimori.Posture.Checks;

namespace Sekimori.Posture.Evaluation;

/// <summary>The first fixed build for each vulnerability and version of Windows, from patches.yml.</summary>
internal static class PatchLevels
{
    /// <summary>The vulnerabilities in the order of the file, each with the first fixed revision by build.</summary>
    public static IReadOnlyList<(string Name, IReadOnlyDictionary<int, int> Fixed)> All { get; } =
    [
        .. EmbeddedText.Read("patches.yml").Split('\n').Select(line => line.Split('#')[0].Split(':', StringSplitOptions.TrimEntries))
            .Where(parts => parts.Length == 2).Select(parts => (parts[0], (IReadOnlyDictionary<int, int>)parts[1]
                .Split(',', StringSplitOptions.TrimEntries).Select(build => build.Split('.'))
                .ToDictionary(build => Number(build[0]), build => Number(build[1])))),
    ];

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
