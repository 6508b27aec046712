namespace Sekimori.Linux.Host;

/// <summary>What the init system knows of one loaded service beside its state.</summary>
/// <param name="MainProcess">The main process; null if there is none.</param>
/// <param name="CommandLine">Its command line; null if it is not known.</param>
/// <param name="User">The user that it runs as; null if the unit does not say.</param>
/// <param name="ExitCode">How the main process last ended.</param>
internal sealed record ServiceDetail(uint? MainProcess, string? CommandLine, string? User, uint? ExitCode);
