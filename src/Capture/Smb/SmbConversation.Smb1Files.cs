namespace Sekimori.Capture.Smb;

/// <summary>
/// The ways of SMB 1 to make and rename files beside NT_CREATE_ANDX ([MS-CIFS] 2.2.4, 2.2.6): old tools, and attackers' own clients, use
/// each of them.
/// </summary>
internal sealed partial class SmbConversation
{
    private const byte Create1 = 0x03, Rename1 = 0x07, CreateNew1 = 0x0f, Transaction2 = 0x32, NtRename1 = 0xa5, BufferFormat = 4;

    // TRANS2 subcommands ([MS-CIFS] 2.2.6), and the pass-through level of FileRenameInformation ([MS-SMB] 2.2.2.3.5: 1,000 and the class of
    // [MS-FSCC]).
    private const ushort Open2 = 0x0000, SetPathInformation = 0x0006, SetFileInformation = 0x0008,
        PassThroughRename = 1000 + RenameInformation;

    // AccessMode: the low three bits are 1 for writing, 2 for both ([MS-CIFS] 2.2.4.3.1).
    private static bool MayWrite1(int accessMode) => (accessMode & 7) is 1 or 2;

    /// <summary>A request that makes or renames a file; false if the command is another one.</summary>
    private bool TryFileRequest1(ReadOnlySpan<byte> m, byte command, ReadOnlySpan<byte> p, int data, ulong id, ulong tree, bool isUnicode)
    {
        var known = _trees.GetValueOrDefault(Tree1 | tree);
        switch (command)
        {
            case OpenAndX when p.Length >= 30: // [MS-CIFS] 2.2.4.41.1
                var opened = Text1(m, data, isUnicode);
                Wait(id, new() { Name = PipeName(opened), File = FileOf(known, opened), MayWrite = MayWrite1(UInt16(p, 6)) });
                return true;
            case Create1 or CreateNew1: // 2.2.4.4.1, 2.2.4.16.1: a format byte, then the name
                AwaitFile(id, known, Name1(m, data, isUnicode, out _));
                return true;
            case Rename1 or NtRename1: // 2.2.4.8.1, 2.2.4.66.1: the old name, the new one
                Name1(m, data, isUnicode, out var next);
                AwaitFile(id, known, Name1(m, next, isUnicode, out _));
                return true;
            case Transaction2 when p.Length >= 30:
                Transact2(m, p, id, known, isUnicode);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The answer to one of them; false if the command is another one.</summary>
    private bool TryFileResponse1(ReadOnlySpan<byte> m, byte command, ReadOnlySpan<byte> p, ulong id, ulong user, uint status, long ticks)
    {
        if (command is not (Create1 or CreateNew1 or Rename1 or NtRename1 or Transaction2)) return false;
        // A transaction's first answer may be only "continue".
        if (command == Transaction2 && status == 0 && p.Length == 0) return true;
        if (!_pending.Remove(id, out var asked) || status != 0 || asked.File is null) return true;
        // TRANS2_OPEN2's ActionTaken ([MS-CIFS] 2.2.6.1.2); the others have made or named the file when they succeed.
        if (command == Transaction2 && !asked.MayWrite && UInt16(m, UInt16(p, 8) + 18) == Opened) return true;
        ReportFile(asked.File, user, ticks);
        return true;
    }

    private void Transact2(ReadOnlySpan<byte> m, ReadOnlySpan<byte> p, ulong id, SmbTree? known, bool isUnicode)
    {
        int parameters = UInt16(p, 20), data = UInt16(p, 24);
        switch (UInt16(p, 28))
        {
            case Open2: // 2.2.6.1.1: the name stands behind 28 bytes
                if (FileOf(known, Text1(m, parameters + 28, isUnicode)) is { } opened)
                    Wait(id, new() { File = opened, MayWrite = MayWrite1(UInt16(m, parameters + 2)) });
                break;
            // [MS-FSCC] 2.4.42.1: replace, three bytes, a folder's handle, the name's length, the name in UTF-16. The level follows the
            // FID, or at the start.
            case SetFileInformation when UInt16(m, parameters + 2) == PassThroughRename:
            case SetPathInformation when UInt16(m, parameters) == PassThroughRename:
                var name = Text(Run(m, data + 12, UInt32(m, data + 8)));
                if (FileOf(known, name) is { } renamed) Wait(id, new() { File = renamed, MayWrite = true });
                break;
        }
    }

    private void AwaitFile(ulong id, SmbTree? known, string name)
    {
        if (FileOf(known, name) is { } file) Wait(id, new() { File = file, MayWrite = true });
    }

    private string? FileOf(SmbTree? known, string path) =>
        path.Length > 0 && known is not { IsPipe: true } && IsWatched(known, path) ? FullPath(known, path) : null;

    /// <summary>An SMB_STRING behind its format byte ([MS-CIFS] 2.2.1.1.2); UTF-16 is aligned to two bytes from the header on.</summary>
    private static string Name1(ReadOnlySpan<byte> m, int at, bool isUnicode, out int end)
    {
        end = m.Length;
        if (at >= m.Length || m[at] != BufferFormat) return "";
        at++;
        return Text1(m, at, isUnicode, at & (isUnicode ? 1 : 0), out end);
    }
}
