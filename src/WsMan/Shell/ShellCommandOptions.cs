namespace Sekimori.WsMan.Shell;

/// <summary>What a Command asks for ([MS-WSMV] 2.2.4.7 and 3.1.4.11).</summary>
public sealed record ShellCommandOptions
{
    /// <summary>The command's identity, the client's own where it sent one.</summary>
    public required Guid CommandId { get; init; }

    /// <summary>The command as the client wrote it: a program, or a line for the user's shell.</summary>
    public required string Command { get; init; }

    /// <summary>The arguments, each in its own element on the wire.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>WINRS_SKIP_CMD_SHELL: run the program itself with its arguments, with no shell between.</summary>
    public bool SkipShell { get; init; }

    /// <summary>WINRS_CONSOLEMODE_STDIN: input behaves as a console's, not as a pipe's.</summary>
    public bool ConsoleInput { get; init; } = true;
}
