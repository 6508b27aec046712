namespace Sekimori.WsMan.Shell;

/// <summary>The output streams of a command ([MS-WSMV] 3.1.4.1.31.1).</summary>
public enum ShellStream : byte
{
    /// <summary>Standard output, "stdout" on the wire.</summary>
    StdOut,

    /// <summary>Error output, "stderr" on the wire.</summary>
    StdErr,
}
