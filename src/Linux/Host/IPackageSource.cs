namespace Sekimori.Linux.Host;

/// <summary>The seam to the package manager of the host.</summary>
internal interface IPackageSource
{
    /// <summary>The installed packages.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The packages.</returns>
    IEnumerable<InstalledPackage> Installed(CancellationToken cancellationToken);

    /// <summary>The security updates that could be installed, as the package manager last learned of them.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The updates.</returns>
    IEnumerable<PendingUpdate> SecurityUpdates(CancellationToken cancellationToken);
}
