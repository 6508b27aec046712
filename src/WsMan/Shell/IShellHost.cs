using Sekimori.Guard;

namespace Sekimori.WsMan.Shell;

/// <summary>The seam to the shells of a host: opens what a Create on a shell's resource asks for ([MS-WSMV] 3.1.4.5.2). Quotas and rights were evaluated before.</summary>
public interface IShellHost
{
    /// <summary>Opens a shell that runs as the caller's Unix user, in a session and process group of its own.</summary>
    /// <param name="options">What the client asked for.</param>
    /// <param name="caller">The caller; its <see cref="Caller.UnixUser"/> says whom the shell runs as.</param>
    /// <param name="cancellationToken">Ends the wait for the shell, and the shell with it.</param>
    /// <exception cref="ShellRefusedException">The host opens no such shell; the exception names the fact.</exception>
    ValueTask<IShell> OpenAsync(ShellOptions options, Caller caller, CancellationToken cancellationToken);

    /// <summary>How long a reply waits for more output, or the end, where a command has only just started to write; zero for not at all.</summary>
    TimeSpan Settling => TimeSpan.Zero;
}
