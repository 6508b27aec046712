namespace Sekimori.WsMan.Shell;

/// <summary>What a Signal asks for ([MS-WSMV] 2.2.5.6), beyond the release of the command that the service does itself.</summary>
public enum ShellSignal : byte
{
    /// <summary>Control-C: SIGINT to the process group in the foreground.</summary>
    CtrlC,

    /// <summary>Control-Break: SIGQUIT to the process group.</summary>
    CtrlBreak,

    /// <summary>The end: SIGTERM, and SIGKILL to whatever outlives it.</summary>
    Terminate,
}
