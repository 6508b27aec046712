using Microsoft.Extensions.Logging;
using Sekimori.Gate.Settings;
using Sekimori.Linux.Privileges;
using Sekimori.Storage.Files;

namespace Sekimori.Gate;

/// <summary>Settings and services for opening a gate.</summary>
internal sealed record GateOptions
{
    /// <summary>The settings.</summary>
    public required GateSettings Settings { get; init; }

    /// <summary>The folder with accounts, keys and certificate.</summary>
    public required DataFolder Folder { get; init; }

    /// <summary>Creates the loggers.</summary>
    public required ILoggerFactory Loggers { get; init; }

    /// <summary>Does what needs root; null if this process does it itself, or may not.</summary>
    public PrivilegedKeeper? Keeper { get; init; }

    /// <summary>The program and arguments that keep a shell.</summary>
    public IReadOnlyList<string> ShellKeeper { get; init; } = Linux.Shells.Keeper.ShellKeeper.ThisProgram;

    /// <summary>The settings file, and how it is read again when it changes: the targets of the gateway follow it. Null: nothing
    /// does.</summary>
    public (string File, Func<GatewaySettings> Gateway)? Reread { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
