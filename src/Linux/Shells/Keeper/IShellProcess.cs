namespace Sekimori.Linux.Shells.Keeper;

/// <summary>
/// The process that represents a shell, for the process that started it: a child of this process, or of the privileged keeper.
/// </summary>
internal interface IShellProcess
{
    /// <summary>Its number.</summary>
    int Id { get; }

    /// <summary>Limits the memory of all that it starts, if there are control groups.</summary>
    void LimitMemory(long? bytes);

    /// <summary>True if the kernel has ended processes of it for need of memory.</summary>
    bool RanOutOfMemory();

    /// <summary>Ends the remaining processes, and returns when there are none.</summary>
    /// <param name="inTime">True if its connection has ended, so that it is ending by itself.</param>
    Task EndAsync(bool inTime);
}
