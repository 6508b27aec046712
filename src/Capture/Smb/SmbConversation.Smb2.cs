using System.Text;
using Sekimori.Capture.Logons;

namespace Sekimori.Capture.Smb;

/// <summary>SMB 2 and 3, [MS-SMB2] 2.2.</summary>
internal sealed partial class SmbConversation
{
    private const int SessionSetup = 1, TreeConnect = 3, Create = 5, CloseFile = 6, Read = 8, Write = 9, IoControl = 11, SetInfo = 17;
    private const byte FileInformation = 1, RenameInformation = 10;
    private const uint PipeTransceive = 0x0011_c017, Pending2 = 0x0000_0103, BufferOverflow = 0x8000_0005;

    /// <summary>Messages in one compound: a client has no use for more.</summary>
    private const int CompoundLimit = 64;

    private PipeId _related;

    private void ReadSmb2(ReadOnlySpan<byte> message, long ticks)
    {
        for (var i = 0; i < CompoundLimit && message.Length >= 64; i++)
        {
            var next = UInt32(message, 20);
            var part = next is >= 64 && next < message.Length ? message[..(int)next] : message;
            var isResponse = (part[16] & 1) != 0;
            if (isResponse) Response2(part, ticks);
            else Request2(part, ticks);
            if (next is < 64 || next >= message.Length || message[(int)next] != 0xfe) break;
            message = message[(int)next..];
        }
    }

    private void Request2(ReadOnlySpan<byte> m, long ticks)
    {
        ulong id = UInt64(m, 24), session = UInt64(m, 40), tree = UInt32(m, 36);
        switch (UInt16(m, 12))
        {
            case SessionSetup:
                if (Token.TryRead(Run(m, UInt16(m, 64 + 12), UInt16(m, 64 + 14))) is { } token)
                {
                    var state = Session(session);
                    state.Account = token.Account;
                    state.Scheme = token.Scheme;
                    Wait(id, new() { Logon = token, Ticks = ticks });
                }
                break;
            case TreeConnect:
                Wait(id, new() { Name = Text(Run(m, UInt16(m, 64 + 4), UInt16(m, 64 + 6))) });
                break;
            case Create when Tree(session, tree) is null or { IsPipe: true }
                or { IsSystem: true }:
                Create2(m, id, Tree(session, tree)); break;
            case SetInfo when m.Length > 64 + 4 && m[64 + 2] == FileInformation && m[64 + 3] == RenameInformation
                && Tree(session, tree) is null or { IsSystem: true }:
                Rename2(m, id, Tree(session, tree));
                break;
            case CloseFile: ClosePipe(File2(m, 64 + 8), ticks); break;
            case Write:
                ToPipe(File2(m, 64 + 16), session, IsPipeTree(session, tree) == true, true, Run(m, UInt16(m, 64 + 2), UInt32(m, 64 + 4)),
                    ticks);
                break;
            case Read when IsPipeTree(session, tree) != false: Wait(id, new() { Id = File2(m, 64 + 16) }); break;
            case IoControl when UInt32(m, 64 + 4) == PipeTransceive:
                var file = File2(m, 64 + 8);
                ToPipe(file, session, true, true, Run(m, UInt32(m, 64 + 24), UInt32(m, 64 + 28)), ticks);
                Wait(id, new() { Id = file });
                break;
        }
    }

    private void Response2(ReadOnlySpan<byte> m, long ticks)
    {
        ulong id = UInt64(m, 24), session = UInt64(m, 40), tree = UInt32(m, 36);
        var status = UInt32(m, 8);
        if (status == Pending2) return; // the answer proper comes later with the same message id
        var command = UInt16(m, 12);
        if (command is not (SessionSetup or TreeConnect or Create or Read or IoControl or SetInfo) || !_pending.Remove(id, out var asked))
            return;
        switch (command)
        {
            case SessionSetup when asked.Logon is { } logon:
                ReportLogon(logon, asked.Ticks, status);
                if (status != 0) break;
                var state = Session(session);
                state.Account = logon.Account;
                state.Scheme = logon.Scheme;
                break;
            case TreeConnect when status == 0:
                Connect(session << 20 ^ tree, new(asked.Name ?? "", m.Length > 66 && m[66] == 2)); // ShareType: pipe
                break;
            case Create when status == 0:
                ReportCreated(asked, UInt32(m, 64 + 4), UInt32(m, 64 + 56), session, ticks);
                if (asked.Name is null || IsPipeTree(session, tree) == false) break;
                var opened = new PipeId(UInt64(m, 64 + 64), UInt64(m, 64 + 72));
                if (m.Length >= 64 + 80) Open(opened, asked.Name, session, ticks);
                break;
            case SetInfo when status == 0 && asked.File is not null: ReportFile(asked.File, session, ticks); break;
            case Read when status is 0 or BufferOverflow:
                ToPipe(asked.Id, session, false, false, Run(m, m.Length > 66 ? m[66] : 0, UInt32(m, 64 + 4)), ticks);
                break;
            case IoControl when status is 0 or BufferOverflow:
                ToPipe(asked.Id, session, true, false, Run(m, UInt32(m, 64 + 32), UInt32(m, 64 + 36)), ticks);
                break;
        }
    }

    /// <summary>CREATE, [MS-SMB2] 2.2.13: a pipe on IPC$, a file on another share; where the share was not seen it may be either.</summary>
    private void Create2(ReadOnlySpan<byte> m, ulong id, SmbTree? tree)
    {
        var path = Text(Run(m, UInt16(m, 64 + 44), UInt16(m, 64 + 46)));
        var isFile = tree is not { IsPipe: true } && (UInt32(m, 64 + 40) & DirectoryOption) == 0 && IsWatched(tree, path);
        _related = default;
        Wait(id, new()
        {
            Name = tree is null or { IsPipe: true } ? PipeName(path) : null, File = isFile ? FullPath(tree, path) : null,
            MayWrite = (UInt32(m, 64 + 24) & WriteAccess) != 0,
        });
    }

    /// <summary>
    /// SET_INFO with FileRenameInformation ([MS-SMB2] 2.2.39, [MS-FSCC] 2.4.42.2): a name that was harmless when the file was made.
    /// </summary>
    private void Rename2(ReadOnlySpan<byte> m, ulong id, SmbTree? tree)
    {
        var change = Run(m, UInt16(m, 64 + 8), UInt32(m, 64 + 4));
        var path = Text(Run(change, 20, UInt32(change, 16)));
        if (path.Length > 0 && IsWatched(tree, path)) Wait(id, new() { File = FullPath(tree, path) });
    }

    private SmbTree? Tree(ulong session, ulong tree) => _trees.GetValueOrDefault(session << 20 ^ tree);

    /// <summary>True for IPC$, false for another share, null if the capture did not see the tree being connected.</summary>
    private bool? IsPipeTree(ulong session, ulong tree) => Tree(session, tree)?.IsPipe;

    /// <summary>A FileId; all ones refers to the file of the preceding message in the compound.</summary>
    private PipeId File2(ReadOnlySpan<byte> m, int at)
    {
        var id = new PipeId(UInt64(m, at), UInt64(m, at + 8));
        if (id is { Persistent: ulong.MaxValue, Volatile: ulong.MaxValue }) return _related;
        return _related = id;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Unicode.GetString(bytes.Length > 512 ? bytes[..512] : bytes);
}
