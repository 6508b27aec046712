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
}
