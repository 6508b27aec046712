namespace Sekimori.Linux.Privileges;

/// <summary>
/// The closed list of requests that a server without rights may send to its keeper. Each request names an account, and the keeper itself
/// looks up what that account may do.
/// </summary>
internal enum PrivilegedOrder : byte
{
    /// <summary>Start the process that stands for a shell, as the account's user: its socket travels beside. An operator's.</summary>
    StartShell = 1,

    /// <summary>End a shell with all of its processes: its process.</summary>
    EndShell = 2,

    /// <summary>Limit the memory of a shell: its process, octets; 0 for none.</summary>
    LimitShell = 3,

    /// <summary>Say whether the kernel ended processes of a shell for need of memory: its process.</summary>
    RanOutOfMemory = 4,

    /// <summary>Create a process as the account's user: arguments, directory, variables. An operator's.</summary>
    Create = 5,

    /// <summary>End a process: its number. An operator's, for processes of the account's user; an administrator's, for any.</summary>
    Terminate = 6,

    /// <summary>Start, stop or set the start of a service: verb, name. An administrator's.</summary>
    Service = 7,

    /// <summary>Restart the host or turn it off: verb. An administrator's.</summary>
    Power = 8,

    /// <summary>Set or remove a variable of /etc/environment: name, whether there is a value, value. An administrator's.</summary>
    SetVariable = 9,

    /// <summary>Say of each local user whether the password is locked and when it expires; never the hash. A reader's.</summary>
    Passwords = 10,

    /// <summary>Bind a port that the keeper's own settings name: address, port. The server's own.</summary>
    Bind = 11,

    /// <summary>
    /// Say of a file, or of the files of a directory, what the account's user can see by stat(2): path, whether it is a directory. A
    /// reader's.
    /// </summary>
    Files = 12,
}
