namespace Sekimori.Linux.Shells.Processes;

/// <summary>
/// One line of the process table. Number and start together identify a process for good: numbers are reused, starts are not.
/// </summary>
/// <param name="Id">The process's number.</param>
/// <param name="Parent">The parent's number.</param>
/// <param name="Group">The process group.</param>
/// <param name="Session">The session.</param>
/// <param name="State">R, S, D, T, Z … as proc(5) has it.</param>
/// <param name="Start">When it started, in clock ticks since the system's start.</param>
internal readonly record struct ProcessEntry(int Id, int Parent, int Group, int Session, char State, ulong Start)
{
    /// <summary>True if the process has ended and only waits to be collected by its parent.</summary>
    internal bool HasEnded => State is 'Z' or 'X' or 'x';
}
