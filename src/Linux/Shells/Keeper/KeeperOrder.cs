namespace Sekimori.Linux.Shells.Keeper;

/// <summary>
/// What a server sends to a keeper: a length of 4 bytes, one of these, and its fields. The end of the connection is the order to end
/// everything.
/// </summary>
internal enum KeeperOrder : byte
{
    /// <summary>Start a command: a <see cref="StartRequest"/>, with three descriptors.</summary>
    Start = 1,

    /// <summary>Signal a command's process group: number, signal.</summary>
    Signal = 2,

    /// <summary>End a command with all its descendants: number.</summary>
    End = 3,

    /// <summary>Say whether a user may enter a directory: identity, directory.</summary>
    Enter = 4,
}
