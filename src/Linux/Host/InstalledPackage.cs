namespace Sekimori.Linux.Host;

/// <summary>An installed package.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Architecture">Its architecture, <c>all</c> for any.</param>
/// <param name="Summary">One line on it.</param>
/// <param name="Vendor">Who maintains or sells it.</param>
/// <param name="Homepage">Its page.</param>
/// <param name="InstalledAt">When it was installed or last upgraded; null if that is not known.</param>
internal sealed record InstalledPackage(
    string Name, string Version, string Architecture, string? Summary, string? Vendor, string? Homepage, DateTimeOffset? InstalledAt);
