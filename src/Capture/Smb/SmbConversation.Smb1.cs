using System.Text;
using Sekimori.Capture.Logons;
using Sekimori.Capture.Network;

namespace Sekimori.Capture.Smb;

/// <summary>SMB 1 ([MS-CIFS] 2.2, [MS-SMB] 2.2): chained commands, pipes by FID, and transactions on pipes.</summary>
internal sealed partial class SmbConversation
{
    private const byte Close1 = 0x04, Transaction = 0x25, OpenAndX = 0x2d, ReadAndX = 0x2e, WriteAndX = 0x2f, SessionSetupAndX = 0x73,
        TreeConnectAndX = 0x75,
        NtCreateAndX = 0xa2, NoAndX = 0xff;

    // Keeps the trees of SMB 1 apart from those of SMB 2, which have a session in front, where a connection starts with the one and
    // continues with the other.
    private const ulong Tree1 = 1UL << 63;

    private const int Header1 = 32, RawMessageStart = 0x000c;

    /// <summary>Commands chained in one message.</summary>
    private const int ChainLimit = 16;

    private void ReadSmb1(ReadOnlySpan<byte> m, long ticks)
    {
        if (m.Length < Header1 + 3) return;
        var isResponse = (m[9] & 0x80) != 0;
        var isUnicode = (UInt16(m, 10) & 0x8000) != 0;
        var status = UInt32(m, 5);
        ulong tree = UInt16(m, 24), user = UInt16(m, 28);
        // The MID alone is not unique among the processes of one client.
        var id = (ulong)UInt16(m, 30) << 16 | UInt16(m, 26) | 1UL << 48;
        var command = m[4];
        var at = Header1;
        for (var i = 0; i < ChainLimit && at + 3 <= m.Length; i++)
        {
            int words = m[at] * 2, parameters = at + 1, data = parameters + words + 2;
            if (data > m.Length) break;
            var p = m.Slice(parameters, words);
            var bytes = Run(m, data, UInt16(m, parameters + words));
            if (isResponse) Response1(m, command, p, id, tree, user, status, ticks);
            else Request1(m, command, p, bytes, data, id, tree, user, isUnicode, ticks);
            if (command is not (OpenAndX or ReadAndX or WriteAndX or SessionSetupAndX or TreeConnectAndX or NtCreateAndX) || p.Length < 4
                || p[0] == NoAndX) break;
            command = p[0];
            var next = UInt16(p, 2);
            if (next <= at) break;
            at = next;
        }
    }

    private void Request1(ReadOnlySpan<byte> m, byte command, ReadOnlySpan<byte> p, ReadOnlySpan<byte> bytes, int data, ulong id,
        ulong tree, ulong user, bool isUnicode, long ticks)
    {
        if (TryFileRequest1(m, command, p, data, id, tree, isUnicode)) return;
        switch (command)
        {
            case SessionSetupAndX:
                if (p.Length == 26
                    ? OldLogon(p, bytes, data, isUnicode) is { } token
                    : (token = Token.TryRead(Run(bytes, 0, UInt16(p, 14)))) is not null)
                {
                    var state = Session(user);
                    state.Account = token.Account;
                    state.Scheme = token.Scheme;
                    Wait(id | 1UL << 50, new() { Logon = token, Ticks = ticks });
                }
                break;
            case TreeConnectAndX when p.Length >= 8: // [MS-CIFS] 2.2.4.55.1: a password, then the share
                var share = data + UInt16(p, 6);
                Wait(id | 1UL << 51, new() { Name = Text1(m, share, isUnicode) });
                break;
            case NtCreateAndX when p.Length >= 48: // [MS-CIFS] 2.2.4.64.1
                var (path, known) = (Text1(m, data, isUnicode), _trees.GetValueOrDefault(Tree1 | tree));
                var isFile = known is not { IsPipe: true } && (UInt32(p, 39) & DirectoryOption) == 0 && IsWatched(known, path);
                Wait(id, new()
                {
                    Name = PipeName(path), File = isFile ? FullPath(known, path) : null, MayWrite = (UInt32(p, 15) & WriteAccess) != 0
                });
                break;
            case WriteAndX when p.Length >= 24:
                var written = Run(m, UInt16(p, 22), UInt16(p, 20) | UInt16(p, 18) << 16);
                // Clients that start a message in raw mode ([MS-CIFS] 2.2.4.43.1, WriteMode) put its length in front.
                if ((UInt16(p, 14) & RawMessageStart) == RawMessageStart && written.Length > 2
                    && ProtocolDetector.IsRpcHeader(written[2..])) written = written[2..];
                ToPipe(new(UInt16(p, 4), 0), user, false, true, written, ticks);
                break;
            case ReadAndX: Wait(id, new() { Id = new(UInt16(p, 4), 0) }); break;
            case Close1: ClosePipe(new(UInt16(p, 0), 0), ticks); break;
            case Transaction when p.Length >= 32 && UInt16(p, 28) == 0x26: // TRANS_TRANSACT_NMPIPE, [MS-CIFS] 2.2.5.6
                var pipe = new PipeId(UInt16(p, 30), 0);
                ToPipe(pipe, user, true, true, Run(m, UInt16(p, 24), UInt16(p, 22)), ticks);
                Wait(id, new() { Id = pipe });
                break;
        }
    }

    private void Response1(ReadOnlySpan<byte> m, byte command, ReadOnlySpan<byte> p, ulong id, ulong tree, ulong user, uint status,
        long ticks)
    {
        if (command == SessionSetupAndX)
        {
            if (!_pending.Remove(id | 1UL << 50, out var setup) || setup.Logon is not { } logon) return;
            ReportLogon(logon, setup.Ticks, status);
            var state = Session(user);
            state.Account = logon.Account;
            state.Scheme = logon.Scheme;
            return;
        }
        if (command == TreeConnectAndX)
        {
            if (_pending.Remove(id | 1UL << 51, out var connect) && status == 0 && connect.Name is { } share)
                Connect(Tree1 | tree, new(share, share.EndsWith("IPC$", StringComparison.OrdinalIgnoreCase)));
            return;
        }
        if (TryFileResponse1(m, command, p, id, user, status, ticks)) return;
        if (command is not (NtCreateAndX or OpenAndX or ReadAndX or Transaction)) return;
        // A transaction's first answer may be only "continue".
        if (command == Transaction && p.Length < 20) return;
        if (!_pending.Remove(id, out var asked)) return;
        // ResourceType 0 is a file on a disk; the attributes are at 43.
        if (command == NtCreateAndX && status == 0 && p.Length >= 66 && UInt16(p, 63) == 0)
            ReportCreated(asked, UInt32(p, 7), UInt32(p, 43), user, ticks);
        // [MS-CIFS] 2.2.4.41.2: attributes at 6, ResourceType at 18, OpenResults at 22, whose low bits are 1 if the file existed.
        if (command == OpenAndX && status == 0 && p.Length >= 24 && UInt16(p, 18) == 0)
            ReportCreated(asked, UInt16(p, 22) & 3u, UInt16(p, 6), user, ticks);
        switch (command)
        {
            case NtCreateAndX when status == 0 && asked.Name is not null && p.Length >= 7 && (p.Length < 66 || UInt16(p, 63) is 1 or 2):
                // ResourceType at 63: message-mode or byte-mode pipe
                Open(new(UInt16(p, 5), 0), asked.Name, user, ticks);
                break;
            case OpenAndX when status == 0 && asked.Name is not null && p.Length >= 6
                && (p.Length < 24 || UInt16(p, 18) is 1 or 2):
                Open(new(UInt16(p, 4), 0), asked.Name, user, ticks); break;
            case ReadAndX when status is 0 or BufferOverflow && p.Length >= 14:
                ToPipe(asked.Id, user, false, false, Run(m, UInt16(p, 12), UInt16(p, 10) | UInt16(p, 14) << 16), ticks);
                break;
            case Transaction when status is 0 or BufferOverflow:
                ToPipe(asked.Id, user, true, false, Run(m, UInt16(p, 14), UInt16(p, 12)), ticks);
                break;
        }
    }

    /// <summary>A session setup without extended security ([MS-CIFS] 2.2.4.53.1): two responses, then the names in clear.</summary>
    private static Token? OldLogon(ReadOnlySpan<byte> p, ReadOnlySpan<byte> bytes, int data, bool isUnicode)
    {
        int lm = UInt16(p, 14), nt = UInt16(p, 16), at = lm + nt;
        if (at > bytes.Length) return null;
        if (isUnicode && ((data + at) & 1) != 0) at++;
        string account = Text1(bytes, at, isUnicode, 0, out at), domain = Text1(bytes, at, isUnicode, 0, out _);
        if (account.Length == 0 && nt == 0) return null;
        return new(new("NTLM") { Account = domain.Length == 0 ? account : $@"{domain}\{account}", ResponseLength = nt });
    }

    private static string Text1(ReadOnlySpan<byte> m, int at, bool isUnicode) => Text1(m, at, isUnicode, at & (isUnicode ? 1 : 0), out _);

    private static string Text1(ReadOnlySpan<byte> m, int at, bool isUnicode, int padding, out int end)
    {
        at += padding;
        end = at;
        while (end + (isUnicode ? 2 : 1) <= m.Length && (m[end] != 0 || (isUnicode && m[end + 1] != 0)) && end - at < 512)
            end += isUnicode ? 2 : 1;
        var run = at <= end && end <= m.Length ? m[at..end] : default;
        end += isUnicode ? 2 : 1;
        return isUnicode ? Encoding.Unicode.GetString(run) : Encoding.Latin1.GetString(run);
    }
}
