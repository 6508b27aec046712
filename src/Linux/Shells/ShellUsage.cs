namespace Sekimori.Linux.Shells;

/// <summary>The resources of a shell's processes at a moment, without its keeper.</summary>
/// <param name="Processes">How many live.</param>
/// <param name="Bytes">The memory that they hold, in octets: resident and swapped out. Pages that several of them share are counted once if
/// the kernel reports it, else for each.</param>
internal readonly record struct ShellUsage(int Processes, long Bytes);
