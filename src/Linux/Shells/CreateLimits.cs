namespace Sekimori.Linux.Shells;

/// <summary>The limits of the processes that are created for one account and belong to no shell: the quotas of one shell.</summary>
/// <param name="MaxProcesses">Processes at a time, with all that they start in their session; 0 for any number.</param>
/// <param name="MaxMemory">Octets that one of them, with all that it starts, may hold if there are control groups; null for no
/// limit.</param>
internal readonly record struct CreateLimits(int MaxProcesses, long? MaxMemory)
{
    /// <summary>The defaults of winrm/config: 25 processes, 1,024 MiB.</summary>
    public static CreateLimits Default { get; } = new(25, 1L << 30);
}
