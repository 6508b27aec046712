using System.Text.Json;

namespace Sekimori.Packaging;

/// <summary>A NuGet package that is part of the program.</summary>
/// <param name="Name">As NuGet spells it.</param>
/// <param name="Version">The resolved version.</param>
/// <param name="Hash">SHA-512 of its bytes in hexadecimal; empty where no lock file names it.</param>
internal sealed record PackageIdentity(string Name, string Version, string Hash)
{
    /// <summary>The packages of all sources, each once, by name.</summary>
    /// <param name="sources">Lock files, or NAME@VERSION for what no lock file names: the runtime that a program is published with.</param>
    public static IReadOnlyList<PackageIdentity> Read(IEnumerable<string> sources) =>
        [.. sources.SelectMany(source => source.Split('@') is [var name, var version] && !File.Exists(source)
                ? [new PackageIdentity(name, version, "")]
                : ReadLock(source))
            .DistinctBy(package => (package.Name, package.Version))
            .OrderBy(package => package.Name, StringComparer.OrdinalIgnoreCase).ThenBy(package => package.Version, StringComparer.Ordinal)];

    private static List<PackageIdentity> ReadLock(string path)
    {
        var packages = new List<PackageIdentity>();
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        foreach (var framework in document.RootElement.GetProperty("dependencies").EnumerateObject())
        {
            foreach (var package in framework.Value.EnumerateObject())
            {
                // Projects have neither.
                if (package.Value.TryGetProperty("resolved", out var resolved) && package.Value.TryGetProperty("contentHash", out var hash))
                {
                    packages.Add(new PackageIdentity(
                        package.Name, resolved.GetString()!, Convert.ToHexStringLower(Convert.FromBase64String(hash.GetString()!))));
                }
            }
        }

        return packages;
    }
}
