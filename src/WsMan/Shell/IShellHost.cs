using Sekimori.Guard;

namespace Sekimori.WsMan.Shell;

/// <summary>
/// The seam to the shells of a host: opens what a Create on a shell's resource asks for ([MS-WSMV] 3.1.4.5.2). Quotas and rights were
/// evaluated before.
/// </summary>
public interface IShellHost
{
    /// <summary>Opens a shell that runs as the caller's Unix user, in its own session and process group.</summary>
    /// <param name="options">The request of the client.</param>
    /// <param name="caller">The caller; the shell runs as its <see cref="Caller.UnixUser"/>.</param>
    /// <param name="cancellationToken">Ends the wait for the shell, and the shell with it.</param>
    /// <exception cref="ShellRefusedException">The host opens no such shell; the exception names the fact.</exception>
    ValueTask<IShell> OpenAsync(ShellOptions options, Caller caller, CancellationToken cancellationToken);

    /// <summary>
    /// How long a reply waits for more output, or the end, where a command has only just started to write; zero for not at all.
    /// </summary>
    TimeSpan Settling => TimeSpan.Zero;
}
