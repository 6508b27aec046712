namespace Sekimori.WsMan.Shell;

/// <summary>
/// One open shell of the host. Disposing of it ends every process that it started, with all their descendants; it may be disposed of at any
/// time, more than once.
/// </summary>
public interface IShell : IAsyncDisposable
{
    /// <summary>
    /// The process that represents the shell, or null if there is none until a command runs (ProcessId of [MS-WSMV] 2.2.4.37).
    /// </summary>
    int? ProcessId { get; }

    /// <summary>How many processes the shell has now, with those that its commands started; null if the host does not report it.</summary>
    int? CountProcesses();

    /// <summary>
    /// Sets how much memory the shell's processes may hold together ([MS-WSMV] 2.2.4.42, MaxMemoryPerShellMB). It may be called again, with
    /// another limit, at any time.
    /// </summary>
    /// <param name="bytes">The limit in octets; null for none.</param>
    void LimitMemory(long? bytes);

    /// <summary>
    /// Completes when the host ends the shell because its processes hold more memory than they may; what continues from it without
    /// asynchrony runs before they are ended. Never, where the host does not report it.
    /// </summary>
    Task OutOfMemory { get; }

    /// <summary>Starts a command ([MS-WSMV] 3.1.4.11).</summary>
    /// <param name="command">What to run, and how.</param>
    /// <param name="cancellationToken">Ends the wait for the start.</param>
    /// <exception cref="ShellRefusedException">The command cannot be started; the exception names the fact.</exception>
    ValueTask<IShellCommand> StartAsync(ShellCommandOptions command, CancellationToken cancellationToken);
}
