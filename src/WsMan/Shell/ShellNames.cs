namespace Sekimori.WsMan.Shell;

/// <summary>URIs and names of remote shells ([MS-WSMV] 2.2.5.4, 2.2.5.6, 3.1.4.5.2, 3.1.4.11).</summary>
internal static class ShellNames
{
    /// <summary>The resource of command shells.</summary>
    public const string CommandShell = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/cmd";

    /// <summary>All shells, of whatever kind: to check them and to delete them ([MS-WSMV] 3.1.4.1.1).</summary>
    public const string AnyShell = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell";

    /// <summary>A command has ended.</summary>
    public const string Done = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/CommandState/Done";

    /// <summary>A command waits for input.</summary>
    public const string Pending = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/CommandState/Pending";

    /// <summary>A command runs.</summary>
    public const string Running = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/CommandState/Running";

    /// <summary>Ends a command and forgets it.</summary>
    public const string Terminate = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/signal/terminate";

    /// <summary>Control-C.</summary>
    public const string CtrlC = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/signal/ctrl_c";

    /// <summary>Control-Break.</summary>
    public const string CtrlBreak = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/signal/ctrl_break";

    /// <summary>The selector that names a shell.</summary>
    public const string ShellId = "ShellId";

    /// <summary>The name of a stream on the wire.</summary>
    public static string NameOf(ShellStream stream) => stream == ShellStream.StdOut ? "stdout" : "stderr";

    /// <summary>An identity as it is written: upper case, as Windows has it.</summary>
    public static string Format(Guid id) => id.ToString().ToUpperInvariant();

    /// <summary>The names in a list of streams, which has blanks between them ([MS-WSMV] 2.2.5.4).</summary>
    public static string[] Streams(string list) => list.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
