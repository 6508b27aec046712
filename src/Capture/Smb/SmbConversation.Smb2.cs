using System.Text;
using Sekimori.Capture.Logons;

namespace Sekimori.Capture.Smb;

/// <summary>SMB 2 and 3, [MS-SMB2] 2.2.</summary>
internal sealed partial class SmbConversation
{
    private const int SessionSetup = 1, TreeConnect = 3, Create = 5, CloseFile = 6, Read = 8, Write = 9, IoControl = 11;
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
            case Create when IsPipeTree(session, tree) != false:
                var name = PipeName(Text(Run(m, UInt16(m, 64 + 44), UInt16(m, 64 + 46))));
                _related = default;
                Wait(id, new() { Name = name, Tree = tree });
                break;
            case CloseFile: ClosePipe(File2(m, 64 + 8), ticks); break;
            case Write:
                ToPipe(File2(m, 64 + 16), session, IsPipeTree(session, tree) == true, true, Run(m, UInt16(m, 64 + 2), UInt32(m, 64 + 4)), ticks);
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
        if (command is not (SessionSetup or TreeConnect or Create or Read or IoControl) || !_pending.Remove(id, out var asked)) return;
        switch (command)
        {
            case SessionSetup when asked.Logon is { } logon:
                TellLogon(logon, asked.Ticks, status);
                if (status != 0) break;
                var state = Session(session);
                state.Account = logon.Account;
                state.Scheme = logon.Scheme;
                break;
            case TreeConnect when status == 0:
                if (_trees.Count >= SessionLimit) _trees.Clear();
                _trees[session << 20 ^ tree] = m.Length > 66 && m[66] == 2; // ShareType: pipe
                break;
            case Create when status == 0 && asked.Name is not null && IsPipeTree(session, tree) != false:
                var opened = new PipeId(UInt64(m, 64 + 64), UInt64(m, 64 + 72));
                if (m.Length >= 64 + 80) Open(opened, asked.Name, session, ticks);
                break;
            case Read when status is 0 or BufferOverflow:
                ToPipe(asked.Id, session, false, false, Run(m, m.Length > 66 ? m[66] : 0, UInt32(m, 64 + 4)), ticks);
                break;
            case IoControl when status is 0 or BufferOverflow:
                ToPipe(asked.Id, session, true, false, Run(m, UInt32(m, 64 + 32), UInt32(m, 64 + 36)), ticks);
                break;
        }
    }

    /// <summary>True for IPC$, false for another share, null where the capture did not see the tree being connected.</summary>
    private bool? IsPipeTree(ulong session, ulong tree) => _trees.TryGetValue(session << 20 ^ tree, out var isPipe) ? isPipe : null;

    /// <summary>A FileId; all ones stands for the file of the message before it in the compound.</summary>
    private PipeId File2(ReadOnlySpan<byte> m, int at)
    {
        var id = new PipeId(UInt64(m, at), UInt64(m, at + 8));
        if (id is { Persistent: ulong.MaxValue, Volatile: ulong.MaxValue }) return _related;
        return _related = id;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Unicode.GetString(bytes.Length > 512 ? bytes[..512] : bytes);
}
