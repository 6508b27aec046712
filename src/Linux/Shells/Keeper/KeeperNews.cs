namespace Sekimori.Linux.Shells.Keeper;

/// <summary>What a keeper sends to its server: always 9 bytes, one of these and two numbers.</summary>
internal enum KeeperNews : byte
{
    /// <summary>The keeper is ready: its own process number, 1 if it has the mark.</summary>
    Ready = 1,

    /// <summary>A command was started: its number, its process's number.</summary>
    Started = 2,

    /// <summary>A command could not be started: its number, the error's number.</summary>
    Failed = 3,

    /// <summary>A command's own process has ended: its number, its exit code or 128 + signal.</summary>
    Exited = 4,

    /// <summary>A command has ended with all its descendants: its number, 1 if none is left.</summary>
    Ended = 5,

    /// <summary>Whether the directory may be entered: 0, or 1 if it may.</summary>
    Entered = 6,
}
