using Sekimori.Linux.Host;

namespace Sekimori.Linux.Tests;

/// <summary>A host without a package manager: tests of other things need not wait for one.</summary>
internal sealed class NoPackages : IPackageSource
{
    public IEnumerable<InstalledPackage> Installed(CancellationToken cancellationToken) => [];

    public IEnumerable<PendingUpdate> SecurityUpdates(CancellationToken cancellationToken) => [];
}
