using Sekimori.Guard;
using Sekimori.Observations;

namespace Sekimori.Capture.Smb;

/// <summary>
/// Files written where a system runs them. Only files opened for writing, created or renamed on system shares are reported, and programs on
/// shares of which the name was not looked at: a file server's documents must not be recorded.
/// </summary>
internal sealed partial class SmbConversation
{
    // FILE_WRITE_DATA, FILE_APPEND_DATA, GENERIC_ALL, GENERIC_WRITE ([MS-SMB2] 2.2.13.1.1)
    private const uint WriteAccess = 0x0000_0002 | 0x0000_0004 | 0x1000_0000 | 0x4000_0000;
    private const uint DirectoryOption = 1, DirectoryAttribute = 0x10, Opened = 1;

    /// <summary>Files that Windows runs, or loads into running processes.</summary>
    private static readonly string[] Programs =
        [".exe", ".dll", ".sys", ".ocx", ".cpl", ".drv", ".scr", ".com", ".ps1", ".bat", ".cmd", ".vbs", ".js", ".hta", ".msi", ".lnk"];

    /// <summary>True if a file on this share is worth reporting; if the share was not seen, its name decides.</summary>
    private static bool IsWatched(SmbTree? tree, string path) =>
        tree?.IsSystem ?? Array.Exists(Programs, end => path.EndsWith(end, StringComparison.OrdinalIgnoreCase));

    /// <summary>The answer to a create: reported if the file was created or replaced, or may be written to.</summary>
    private void ReportCreated(in Pending asked, uint action, uint attributes, ulong session, long ticks)
    {
        if (asked.File is null || (attributes & DirectoryAttribute) != 0 || (!asked.MayWrite && action == Opened)) return;
        ReportFile(asked.File, session, ticks);
    }

    private void ReportFile(string path, ulong session, long ticks)
    {
        var facts = new FactSet();
        facts.Add(Fact.UncPath, path);
        var logon = Session(session);
        context.Report(new()
        {
            Time = ObserverContext.Time(ticks), Source = ObservationSource.Capture, Kind = ObservationKind.File, Client = client,
            Server = server,
            Transport = Transport.NamedPipe, Account = logon.Account, Scheme = logon.Scheme, Status = 0, Facts = facts,
        });
    }

    /// <summary>The path with its share; "?" where the share was not seen.</summary>
    private string FullPath(SmbTree? tree, string path) =>
        $@"{(tree is { Path.Length: > 0 } ? tree.Path : $@"\\{server.AddressText}\?")}\{path.TrimStart('\\')}";
}
