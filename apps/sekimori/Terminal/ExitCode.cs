namespace Sekimori.App.Terminal;

/// <summary>What the exit code of a command says. The README lists the same.</summary>
internal static class ExitCode
{
    /// <summary>Done as asked.</summary>
    public const int Done = 0;

    /// <summary>The command worked; the answer is "no": refused by the peer, or something was looked for and found wrong.</summary>
    public const int Refused = 1;

    /// <summary>Wrong usage or settings, or the command could not do its work.</summary>
    public const int Failed = 2;

    /// <summary>Ended by Ctrl-C, as shells count it: 128 + SIGINT.</summary>
    public const int Interrupted = 130;
}
