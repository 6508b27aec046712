namespace Sekimori.Capture.Smb;

/// <summary>A share that a session is connected to.</summary>
/// <param name="Path">As the client named it: "\\host\share"; empty if it was not seen.</param>
/// <param name="IsPipe">True for IPC$.</param>
internal sealed record SmbTree(string Path, bool IsPipe)
{
    /// <summary>
    /// True for shares through which administrators and attackers reach the system itself: those that end in a dollar (C$, ADMIN$, print$),
    /// and those of policies and logon scripts.
    /// </summary>
    public bool IsSystem
    {
        get;
    } = !IsPipe
        && (Path.EndsWith('$') || Path.EndsWith(@"\SYSVOL", StringComparison.OrdinalIgnoreCase)
        || Path.EndsWith(@"\NETLOGON", StringComparison.OrdinalIgnoreCase));
}
