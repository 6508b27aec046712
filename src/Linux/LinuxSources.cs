using Sekimori.Linux.Host;

namespace Sekimori.Linux;

/// <summary>
/// Where the facts about the host come from. Every source can be exchanged: tests put stand-ins in place of what a test machine does not
/// have.
/// </summary>
internal sealed record LinuxSources
{
    /// <summary>The directories to read.</summary>
    public LinuxPaths Paths { get; init; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Restarts the host and turns it off.</summary>
    public IPowerControl Power { get; init; } = new SystemctlPower();

    /// <summary>Manages the services.</summary>
    public IServiceManager Services { get; init; } = new SystemdServices();

    /// <summary>True if callers may have everything that a process without root rights has: processes are then created as itself.</summary>
    public bool TrustOperators { get; init; }

    /// <summary>Called with the reason why a process was denied to an operator.</summary>
    public Action<string>? Refused { get; init; }

    /// <summary>
    /// Reports why the processes that were created for a caller are to end; null while they may continue. Asked every two seconds, from any
    /// thread.
    /// </summary>
    public Func<Sekimori.Guard.Caller, string?>? FindDenialReason { get; init; }

    /// <summary>Is told what of a caller was ended, and why.</summary>
    public Action<Sekimori.Guard.Caller, string, string>? Ended { get; init; }

    /// <summary>The keeper that does for callers what needs rights; null if this process does it itself.</summary>
    public Privileges.PrivilegedKeeper? Keeper { get; init; }

    /// <summary>
    /// What becomes the user of a created process, where this process is root: a program whose Main starts with
    /// <see cref="Shells.Keeper.ShellKeeper.IsRequested"/>. Null to start it from a thread that has that user's number for a moment, when
    /// that user can signal this process.
    /// </summary>
    public IReadOnlyList<string>? Starter { get; init; }

    /// <summary>How much processes may take that are created for an account; asked each time.</summary>
    public Func<Shells.CreateLimits> CreateLimits { get; init; } = static () => Shells.CreateLimits.Default;

    /// <summary>A journal file to read events from; null for the host's own journal.</summary>
    public string? JournalFile { get; init; }

    /// <summary>True if administrators may store event consumers, which nothing runs.</summary>
    public bool StoreConsumers { get; init; }

    /// <summary>Where packages come from; null to see what this host has.</summary>
    public IPackageSource? Packages { get; init; }

    internal IPackageSource PackagesOrOwn =>
        Packages ?? (Directory.Exists(Path.Combine(Paths.Var, "lib/dpkg")) ? new DebianPackages(Paths) : new RpmPackages(Paths));
}
