using Sekimori.Linux.Host;

namespace Sekimori.Linux;

/// <summary>Where the facts about the host come from. Every source can be exchanged: tests put stand-ins in place of what a test machine does not have.</summary>
public sealed record LinuxSources
{
    /// <summary>The directories to read.</summary>
    public LinuxPaths Paths { get; init; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Who restarts the host and turns it off.</summary>
    public IPowerControl Power { get; init; } = new SystemctlPower();

    /// <summary>Who runs the services.</summary>
    public IServiceManager Services { get; init; } = new SystemdServices();

    /// <summary>A journal file to read events from; null for the host's own journal.</summary>
    public string? JournalFile { get; init; }

    /// <summary>Where packages come from; null to see what this host has.</summary>
    public IPackageSource? Packages { get; init; }

    internal IPackageSource PackagesOrOwn => Packages ?? (Directory.Exists(Path.Combine(Paths.Var, "lib/dpkg")) ? new DebianPackages(Paths) : new RpmPackages());
}
