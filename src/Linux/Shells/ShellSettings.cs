namespace Sekimori.Linux.Shells;

/// <summary>How this host keeps shells.</summary>
internal sealed record ShellSettings
{
    /// <summary>
    /// The program, and arguments before its own, that becomes a keeper when <see cref="Keeper.ShellKeeper.Argument"/> and a mark are
    /// added: this executable, as a rule.
    /// </summary>
    public required IReadOnlyList<string> KeeperCommand { get; init; }

    /// <summary>
    /// Distinguishes this server's shells from others on the machine; the same at each start, see <see cref="ShellInstance"/>.
    /// </summary>
    public required uint Instance { get; init; }

    /// <summary>The keeper that starts shells for a server without rights; null if the server starts them itself.</summary>
    public Privileges.PrivilegedKeeper? Privileged { get; init; }

    /// <summary>
    /// True if operators may have everything that a server without root rights has: their shells then run as the server itself.
    /// </summary>
    public bool TrustOperators { get; init; }

    /// <summary>PATH of every shell, unless the client sets it.</summary>
    public string Path { get; init; } = UsualPath;

    /// <summary>Where programs are, as a login of root has it.</summary>
    internal const string UsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Aliases of commands, ignoring case: what Windows calls PowerShell is pwsh here.</summary>
    public IReadOnlyDictionary<string, string> Commands { get; init; } =
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["powershell"] = "pwsh", ["powershell.exe"] = "pwsh" };

    /// <summary>Spare keepers for the next shell; each costs one small process. 0 starts them on demand.</summary>
    public int Spares { get; init; } = 1;

    /// <summary>From SIGTERM to SIGKILL when a command is to end.</summary>
    public TimeSpan TerminateGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long output of a command's descendants is still read after the command itself has ended.</summary>
    public TimeSpan OutputGrace { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>When a closed shell's keeper, which ends its processes itself, is abandoned and they are ended from here.</summary>
    public TimeSpan CloseLimit { get; init; } = TimeSpan.FromSeconds(3);
}
