namespace Sekimori.Client.WsMan.Shells;

/// <summary>What is run in a remote shell, and how.</summary>
/// <param name="Command">A line for the remote shell, or with <see cref="Direct"/> a program.</param>
/// <param name="Arguments">The arguments. WinRM makes one line of command and arguments, with blanks between: quotes for the remote side
/// are the caller's business.</param>
public sealed record RemoteCommandOptions(string Command, params IReadOnlyList<string> Arguments)
{
    /// <summary>Run the program itself, with no command shell between (WINRS_SKIP_CMD_SHELL).</summary>
    public bool Direct { get; init; }

    /// <summary>Windows: input behaves as a console's (WINRS_CONSOLEMODE_STDIN).</summary>
    public bool ConsoleInput { get; init; }
}
