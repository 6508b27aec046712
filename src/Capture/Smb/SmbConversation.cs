using System.Buffers.Binary;
using Sekimori.Capture.Logons;
using Sekimori.Capture.Network;
using Sekimori.Capture.Rpc;
using Sekimori.Guard;
using Sekimori.Observations;

namespace Sekimori.Capture.Smb;

/// <summary>
/// SMB as far as it carries RPC and logons: sessions, trees, opened pipes and the data written to and read from them.
/// Encrypted and compressed messages are skipped, and so is the content of files.
/// </summary>
internal sealed partial class SmbConversation(ObserverContext context, Endpoint client, Endpoint server)
    : FramedConversation(context.Budget)
{
    /// <summary>Pipes open on one connection; zeek's own limit for the same is 100, a busy server's client has some dozens.</summary>
    private const int PipeLimit = 1024;

    /// <summary>Requests whose answers are waited for: credits end at 8,192, and pipes use few.</summary>
    private const int PendingLimit = 1024;

    /// <summary>Sessions and trees of one connection.</summary>
    private const int SessionLimit = 1024;

    private readonly Dictionary<ulong, LogonState> _sessions = [];
    private readonly Dictionary<PipeId, Pipe> _pipes = [];
    private readonly Dictionary<ulong, Pending> _pending = [];
    private readonly Dictionary<ulong, SmbTree> _trees = [];
    private bool _isEncrypted;

    /// <summary>An open file: persistent and volatile part in SMB2, FID and zero in SMB1.</summary>
    private readonly record struct PipeId(ulong Persistent, ulong Volatile);

    private sealed record Pipe(string Name, RpcConversation Rpc);

    /// <summary>A request that is not answered yet.</summary>
    private struct Pending
    {
        public string? Name;
        public PipeId Id;

        /// <summary>The requested file with its share; null if it is not worth reporting.</summary>
        public string? File;

        public bool MayWrite;
        public Token? Logon;
        public long Ticks;
    }

    protected override int Keep => 72 * 1024; // a pipe's message is at most 64 KiB, and has headers

    protected override int Size(ReadOnlySpan<byte> start)
    {
        if (start.Length < 4) return start[0] is 0 or >= 0x81 and <= 0x85 ? 0 : -1;
        if (start[0] != 0) return start[0] is >= 0x81 and <= 0x85 && start[1] == 0 ? 4 + (start[2] << 8 | start[3]) : -1;
        if (start.Length < 8) return (start[1] | start[2] | start[3]) == 0 ? 4 : 0;
        var length = start[1] << 16 | start[2] << 8 | start[3];
        if (length == 0) return 4;
        return start[5] == 'S' && start[6] == 'M' && start[7] == 'B' && start[4] is >= 0xfc ? 4 + length : -1;
    }

    protected override void Frame(bool fromClient, ReadOnlySpan<byte> frame, long ticks)
    {
        if (frame.Length < 8 || frame[0] != 0) return;
        var message = frame[4..];
        if (message[0] == 0xfe) ReadSmb2(message, ticks);
        else if (message[0] == 0xff) ReadSmb1(message, ticks);
        // SMB2 TRANSFORM_HEADER, [MS-SMB2] 2.2.41
        else if (message[0] == 0xfd && !_isEncrypted)
        {
            _isEncrypted = true;
            context.EncryptedConnections++;
        }
    }

    public override void Close(long ticks)
    {
        foreach (var pending in _pending.Values)
            if (pending.Logon is { } logon) ReportLogon(logon, pending.Ticks, -1);
        foreach (var pipe in _pipes.Values) pipe.Rpc.Close(ticks);
        _pending.Clear();
        _pipes.Clear();
        base.Close(ticks);
    }

    public override void Lose(bool fromClient)
    {
        base.Lose(fromClient);
        foreach (var pipe in _pipes.Values) pipe.Rpc.Lose(fromClient);
    }

    private void ToPipe(PipeId id, ulong session, bool isPipe, bool fromClient, ReadOnlySpan<byte> bytes, long ticks)
    {
        if (bytes.IsEmpty) return;
        if (!_pipes.TryGetValue(id, out var pipe))
        {
            // Opened before the capture started: the data written shows whether this is a pipe that carries RPC.
            if (!isPipe && !ProtocolDetector.IsRpcHeader(bytes)) return;
            if (!ProtocolDetector.IsRpcHeader(bytes)) return;
            pipe = Open(id, "", session, ticks);
        }
        pipe.Rpc.Receive(fromClient, bytes, ticks);
    }

    private Pipe Open(PipeId id, string name, ulong session, long ticks)
    {
        if (_pipes.Count >= PipeLimit)
        {
            var (oldest, old) = _pipes.First();
            old.Rpc.Close(ticks);
            _pipes.Remove(oldest);
        }
        if (_pipes.TryGetValue(id, out var before)) before.Rpc.Close(ticks);
        // The pipe's own RPC logon must not rename the session: it gets a copy.
        var logon = Session(session);
        return _pipes[id] =
            new(name, new(context, client, server, Transport.NamedPipe, name, new() { Account = logon.Account, Scheme = logon.Scheme }));
    }

    private void ClosePipe(PipeId id, long ticks)
    {
        if (_pipes.Remove(id, out var pipe)) pipe.Rpc.Close(ticks);
    }

    private LogonState Session(ulong id)
    {
        if (_sessions.TryGetValue(id, out var session)) return session;
        if (_sessions.Count >= SessionLimit) _sessions.Clear();
        return _sessions[id] = new();
    }

    private void Connect(ulong key, SmbTree tree)
    {
        if (_trees.Count >= SessionLimit) _trees.Clear();
        _trees[key] = tree;
    }

    private void Wait(ulong message, Pending pending)
    {
        if (_pending.Count >= PendingLimit) _pending.Clear();
        _pending[message] = pending;
    }

    private void ReportLogon(Token token, long ticks, long status) => context.Report(new()
    {
        Time = ObserverContext.Time(ticks), Source = ObservationSource.Capture, Kind = ObservationKind.Logon, Client = client,
        Server = server,
        Transport = Transport.NamedPipe, Account = token.Account, Scheme = token.Scheme, Status = status, Facts = token.Facts,
    });

    /// <summary>"\pipe\svcctl" and "svcctl" are the same pipe; names are kept without the prefix.</summary>
    private static string PipeName(string path)
    {
        var name = path.TrimStart('\\');
        if (name.StartsWith("pipe\\", StringComparison.OrdinalIgnoreCase)) name = name[5..];
        return name.Length > 128 ? name[..128] : name;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int at) =>
        at + 2 <= bytes.Length ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]) : (ushort)0;

    private static uint UInt32(ReadOnlySpan<byte> bytes, int at) =>
        at + 4 <= bytes.Length ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]) : 0;

    private static ulong UInt64(ReadOnlySpan<byte> bytes, int at) =>
        at + 8 <= bytes.Length ? BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]) : 0;

    /// <summary>A run that a message points to, cut where the message ends.</summary>
    private static ReadOnlySpan<byte> Run(ReadOnlySpan<byte> message, long offset, long length)
    {
        if (offset < 0 || offset >= message.Length || length <= 0) return default;
        return message.Slice((int)offset, (int)Math.Min(length, message.Length - offset));
    }
}
