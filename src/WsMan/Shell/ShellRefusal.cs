namespace Sekimori.WsMan.Shell;

/// <summary>Why a host opens no shell, or starts no command.</summary>
internal enum ShellRefusal : byte
{
    /// <summary>The server runs as root and the account is mapped to no Unix user.</summary>
    NoUnixUser,

    /// <summary>The server has no rights of its own to separate operators from itself, and is not configured to trust them.</summary>
    OperatorsNotTrusted,

    /// <summary>The account's Unix user does not exist on this host, or the server may not become it.</summary>
    BadUnixUser,

    /// <summary>The working directory does not exist, or the user may not enter it.</summary>
    BadWorkingDirectory,

    /// <summary>The host does not support the code page.</summary>
    BadCodePage,

    /// <summary>There is no such program, and the client requested no command shell that could report it.</summary>
    NoProgram,

    /// <summary>The host cannot start a process now, for need of memory, processes or descriptors.</summary>
    NoResources,

    /// <summary>The command no longer reads its input, or its input was closed before.</summary>
    InputClosed,

    /// <summary>The shell has been closed.</summary>
    Closed,
}
