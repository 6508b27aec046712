namespace Sekimori.Linux.Host;

/// <summary>Where the host's facts are read from. Tests and containers can put other directories in their place.</summary>
internal sealed record LinuxPaths
{
    /// <summary>The kernel's processes and statistics.</summary>
    public string Proc { get; init; } = "/proc";

    /// <summary>The kernel's devices; DMI is below it.</summary>
    public string Sys { get; init; } = "/sys";

    /// <summary>The settings of the host.</summary>
    public string Etc { get; init; } = "/etc";

    /// <summary>The state of running services.</summary>
    public string Run { get; init; } = "/run";

    /// <summary>The device nodes.</summary>
    public string Dev { get; init; } = "/dev";

    /// <summary>The state of services; the package databases are below it.</summary>
    public string Var { get; init; } = "/var";
}
