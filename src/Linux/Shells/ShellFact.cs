namespace Sekimori.Linux.Shells;

/// <summary>Why a shell is not opened, or a command not started.</summary>
internal enum ShellFact : byte
{
    /// <summary>The server runs as root, and the user to run the shell as is not set.</summary>
    NoUser,

    /// <summary>The server has no root rights, and its settings do not give operators all of its own rights.</summary>
    NotTrusted,

    /// <summary>The host has no user of that name, or the server, which is not root, may not become it.</summary>
    BadUser,

    /// <summary>The directory does not exist, or the user may not enter it.</summary>
    BadDirectory,

    /// <summary>There is no such program, and no /bin/sh that could report it.</summary>
    NoProgram,

    /// <summary>
    /// The host cannot start a process now: no memory, descriptors or processes left, or the keeper did not become ready.
    /// </summary>
    NoResources,

    /// <summary>The command no longer reads its input, or it was closed.</summary>
    InputClosed,

    /// <summary>The shell is closed.</summary>
    Closed,
}
