using System.Globalization;

namespace Sekimori.Linux.Host;

/// <summary>Packages of RPM: rpm(8) and dnf(8).</summary>
internal sealed class RpmPackages(LinuxPaths paths) : IPackageSource
{
    private const string Format = "%{NAME}\t%{EPOCH}\t%{VERSION}-%{RELEASE}\t%{ARCH}\t%{SUMMARY}\t%{VENDOR}\t%{URL}\t%{INSTALLTIME}\n";

    // Installed packages in either place that distributions have for them, what dnf knows of others, and what it is configured to use.
    private readonly KeeperUpdates _kept = new(
    [
        Path.Combine(paths.Var, "lib/rpm"), Path.Combine(paths.Var, "lib/dnf"), Path.Combine(paths.Var, "cache/dnf"),
        Path.Combine(paths.Etc, "yum.repos.d"), Path.Combine(paths.Etc, "dnf"), "/usr/lib/sysimage/rpm",
    ]);

    public IEnumerable<InstalledPackage> Installed(CancellationToken cancellationToken)
    {
        var (_, output, _) = Command.RunAsync("rpm", ["--query", "--all", "--queryformat", Format], cancellationToken).GetAwaiter()
            .GetResult();
        foreach (var line in output.Split('\n'))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (line.Split('\t') is [var name, var epoch, var version, var architecture, var summary, var vendor, var page, var time])
                yield return new InstalledPackage(
                    name, Known(epoch) is { } e ? $"{e}:{version}" : version, architecture, Known(summary), Known(vendor), Known(page),
                    long.TryParse(time, CultureInfo.InvariantCulture, out var seconds)
                    ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                    : null);
        }
    }

    public IEnumerable<PendingUpdate> SecurityUpdates(CancellationToken cancellationToken) => _kept.Get(() =>
    {
        var (code, output, _) = Command.RunAsync(
            "dnf", ["--quiet", "--cacheonly", "updateinfo", "list", "--security", "--available"], cancellationToken).GetAwaiter()
            .GetResult();
        return code != 0 ? null : [.. Parse(output)];
    }, cancellationToken);

    internal static IEnumerable<PendingUpdate> Parse(string output)
    {
        // "FEDORA-2024-abc Important/Sec. openssl-3.0.15-1.fc40.x86_64"
        foreach (var line in output.Split('\n'))
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var advisory, _, var package] && package.LastIndexOf('-') is > 0
                and var release
                && package.LastIndexOf('-', release - 1) is > 0 and var version)
                yield return new PendingUpdate(package[..version], null, package[(version + 1)..], advisory);
    }

    private static string? Known(string text) => text.Length == 0 || text == "(none)" ? null : text;
}
