namespace Sekimori.App.Terminal;

/// <summary>The meaning of a command's exit code. The README lists the same.</summary>
internal static class ExitCode
{
    /// <summary>Success.</summary>
    public const int Done = 0;

    /// <summary>The command worked; the answer is negative: denied by the peer, or a search found nothing or found a problem.</summary>
    public const int Refused = 1;

    /// <summary>Wrong usage or settings, or the command failed.</summary>
    public const int Failed = 2;

    /// <summary>Ended by Ctrl-C, as shells count it: 128 + SIGINT.</summary>
    public const int Interrupted = 130;
}
