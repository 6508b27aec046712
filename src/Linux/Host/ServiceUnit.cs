namespace Sekimori.Linux.Host;

/// <summary>A service unit of the init system.</summary>
/// <param name="Name">The unit's name without ".service".</param>
/// <param name="Description">The unit's description; null if it is not loaded.</param>
/// <param name="ActiveState">active, reloading, inactive, failed, activating or deactivating.</param>
/// <param name="FileState">enabled, disabled, static, masked …; null if there is no unit file.</param>
internal sealed record ServiceUnit(string Name, string? Description, string ActiveState, string? FileState);
