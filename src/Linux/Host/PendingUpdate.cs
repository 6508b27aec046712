namespace Sekimori.Linux.Host;

/// <summary>A security update that is not installed yet.</summary>
/// <param name="Package">The package.</param>
/// <param name="Current">The installed version; null if the package would be new.</param>
/// <param name="Version">The version that closes the hole.</param>
/// <param name="Source">The archive that offers it.</param>
internal sealed record PendingUpdate(string Package, string? Current, string Version, string Source);
