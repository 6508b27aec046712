using System.Text;
using System.Text.RegularExpressions;

namespace Sekimori.Linux.Host;

/// <summary>Debian's packages: dpkg's status file, deb-control(5), and what apt-get would upgrade.</summary>
internal sealed partial class DebianPackages(LinuxPaths paths) : IPackageSource
{
    private readonly string _directory = Path.Combine(paths.Var, "lib/dpkg");

    // Installed packages, available ones, and what apt is configured to prefer.
    private readonly KeeperUpdates _kept = new(
    [
        Path.Combine(paths.Var, "lib/dpkg/status"), Path.Combine(paths.Var, "lib/apt/lists"), Path.Combine(paths.Etc, "apt/sources.list"),
        Path.Combine(paths.Etc, "apt/sources.list.d"), Path.Combine(paths.Etc, "apt/preferences"),
        Path.Combine(paths.Etc, "apt/preferences.d"),
    ]);

    public IEnumerable<InstalledPackage> Installed(CancellationToken cancellationToken)
    {
        var status = Path.Combine(_directory, "status");
        if (!File.Exists(status))
            yield break;
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in File.ReadLines(status, Encoding.UTF8).Append(""))
        {
            if (line.Length == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Read(fields) is { } package)
                    yield return package;
                fields.Clear();
            }
            else if (line[0] != ' ' && line.IndexOf(':') is > 0 and var colon)
            {
                // Lines that start with a blank continue with the last field; none of those is needed.
                fields[line[..colon]] = line[(colon + 1)..].Trim();
            }
        }
    }

    public IEnumerable<PendingUpdate> SecurityUpdates(CancellationToken cancellationToken) => _kept.Get(() =>
    {
        var (code, output, _) = Command.RunAsync(
            "apt-get", ["--simulate", "--quiet", "-o", "Debug::NoLocking=1", "dist-upgrade"], cancellationToken).GetAwaiter().GetResult();
        return code != 0 ? null : [.. Parse(output)];
    }, cancellationToken);

    internal static IEnumerable<PendingUpdate> Parse(string output) =>
        from Match match in InstallLine().Matches(output)
        let source = match.Groups["source"].Value
        where source.Contains("security", StringComparison.OrdinalIgnoreCase)
        select new PendingUpdate(match.Groups["name"].Value, match.Groups["old"].Success ? match.Groups["old"].Value : null,
        match.Groups["new"].Value, source.Trim());

    // Inst openssl [3.0.14-1] (3.0.15-1 Debian-Security:12/oldstable-security [amd64])
    [GeneratedRegex(@"^Inst (?<name>\S+)(?: \[(?<old>[^\]]+)\])? \((?<new>\S+) (?<source>[^\[)]+)", RegexOptions.Multiline)]
    private static partial Regex InstallLine();

    private InstalledPackage? Read(Dictionary<string, string> fields)
    {
        // "install ok installed": wanted, no error, there.
        if (!fields.TryGetValue("Package", out var name) || !fields.TryGetValue("Version", out var version)
            || !fields.TryGetValue("Status", out var status) || !status.EndsWith(" installed", StringComparison.Ordinal))
            return null;
        var architecture = fields.GetValueOrDefault("Architecture") ?? "all";
        return new InstalledPackage(name, version, architecture, fields.GetValueOrDefault("Description"),
            fields.GetValueOrDefault("Maintainer"),
            fields.GetValueOrDefault("Homepage"), InstalledAt(name, architecture));
    }

    // dpkg writes the list of a package's files when it installs it.
    private DateTimeOffset? InstalledAt(string name, string architecture)
    {
        foreach (var file in (string[])[$"info/{name}.list", $"info/{name}:{architecture}.list"])
        {
            var list = new FileInfo(Path.Combine(_directory, file));
            if (list.Exists)
                return list.LastWriteTimeUtc;
        }
        return null;
    }
}
