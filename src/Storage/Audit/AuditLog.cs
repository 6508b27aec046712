using System.Buffers;
using System.Threading.Channels;

namespace Sekimori.Storage.Audit;

/// <summary>
/// The audit log: an append-only file of lines, each bound to the one before it by its hash, with heads signed at intervals. One writer takes what has
/// gathered while the disk was busy and makes it durable at once (group commit), so many callers who need their line on the disk wait for one flush.
/// </summary>
public sealed class AuditLog : IAsyncDisposable
{
    /// <summary>Lines taken into one write.</summary>
    private const int BatchLimit = 4096;

    private readonly AuditOptions _options;
    private readonly TimeProvider _clock;
    private readonly AuditKey _key;
    private readonly Channel<Waiting> _queue;
    private readonly Task _writer;
    private readonly FileStream _lock;
    private readonly AuditIndexer? _index;
    private FileStream _file;
    private int _number, _sinceHead;
    private long _sequence, _lost;
    private string _hash;
    private DateTimeOffset _signed;
    private volatile Exception? _failure;

    private AuditLog(AuditOptions options, TimeProvider clock, FileStream exclusive)
    {
        (_options, _clock, _lock) = (options, clock, exclusive);
        _key = AuditKey.Open(options.Folder);
        (_number, _sequence, _hash) = AuditRecovery.Run(options.Folder);
        _file = Append(_number);
        _signed = clock.GetUtcNow();
        _index = options.HasIndex ? new(options.Folder) : null;
        _queue = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(options.QueueLimit) { SingleReader = true });
        _writer = Task.Run(WriteAsync);
    }

    /// <summary>The number of the last line.</summary>
    public long Sequence => Interlocked.Read(ref _sequence);

    /// <summary>Lines that were given up because the log could not be written.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Why the log cannot be written; null where it can.</summary>
    public Exception? Failure => _failure;

    /// <summary>The key whose public half proves the heads.</summary>
    public string PublicPem => _key.PublicPem;

    /// <summary>Opens the log of a folder, mends what a killed process left, and begins to write.</summary>
    /// <exception cref="AuditUnavailableException">Another process writes this log, or the folder cannot be used.</exception>
    public static AuditLog Open(AuditOptions options, TimeProvider clock)
    {
        FileStream exclusive;
        try
        {
            Directory.CreateDirectory(options.Folder);
            exclusive = new(Path.Combine(options.Folder, "audit.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new AuditUnavailableException($"{options.Folder}: {wrong.Message}", wrong);
        }
        return new(options, clock, exclusive);
    }

    /// <summary>Appends a line, and does not wait for it. False where the log is failing or its queue full: the line is counted as lost.</summary>
    public bool TryAppend(byte[] members)
    {
        if (_failure is null && _queue.Writer.TryWrite(new(members, null))) return true;
        Interlocked.Increment(ref _lost);
        return false;
    }

    /// <summary>Appends a line and waits until it is durable.</summary>
    /// <exception cref="AuditUnavailableException">It cannot be made durable.</exception>
    public async ValueTask<long> AppendAsync(byte[] members, CancellationToken cancellation = default)
    {
        var done = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _queue.Writer.WriteAsync(new(members, done), cancellation);
        }
        catch (ChannelClosedException closed)
        {
            throw new AuditUnavailableException("the audit log is closed", closed);
        }
        return await done.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writer;
        if (_index is not null) await _index.DisposeAsync();
        await _file.DisposeAsync();
        await _lock.DisposeAsync();
        _key.Dispose();
    }

    private async Task WriteAsync()
    {
        var batch = new List<Waiting>(BatchLimit);
        var bytes = new ArrayBufferWriter<byte>(1 << 16);
        var reader = _queue.Reader;
        while (await reader.WaitToReadAsync())
        {
            while (batch.Count < BatchLimit && reader.TryRead(out var next)) batch.Add(next);
            Commit(batch, bytes);
            batch.Clear();
            bytes.ResetWrittenCount();
        }
        if (_sinceHead > 0) Commit([], bytes, mustSign: true);
    }

    private void Commit(List<Waiting> batch, ArrayBufferWriter<byte> bytes, bool mustSign = false)
    {
        var (sequence, hash, length) = (_sequence, _hash, _file.Position);
        var last = sequence + batch.Count;
        try
        {
            foreach (var one in batch) hash = AuditLine.Write(bytes, ++sequence, hash, one.Members);
            _sinceHead += batch.Count;
            var now = _clock.GetUtcNow();
            if (mustSign || _sinceHead >= _options.SignEvery || (_sinceHead > 0 && now - _signed >= _options.SignAfter))
            {
                var time = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
                var head = new AuditHead(sequence, hash, time, _key.Sign(sequence, hash, time));
                hash = AuditLine.Write(bytes, ++sequence, hash, AuditLine.Members("head", now, head.Members));
                (_sinceHead, _signed, mustSign) = (0, now, true);
            }
            _file.Write(bytes.WrittenSpan);
            if (mustSign || batch.Exists(one => one.Done is not null)) _file.Flush(flushToDisk: true);
            else _file.Flush();
            (_failure, _hash) = (null, hash);
            Interlocked.Exchange(ref _sequence, sequence);
        }
        catch (Exception wrong)
        {
            // Whatever it is: the writer lives on, and nobody waits for ever.
            Fail(batch, wrong, length);
            return;
        }
        var answered = last - batch.Count;
        foreach (var one in batch) one.Done?.TrySetResult(++answered);
        _index?.Add(bytes.WrittenSpan.ToArray());
        if (_file.Position < _options.RotateAt) return;
        try
        {
            Rotate();
        }
        catch (IOException wrong)
        {
            _failure = wrong; // the next write says the same, and tries again
        }
    }

    /// <summary>What was half written is taken back, so that the chain stays whole when the disk has room again.</summary>
    private void Fail(List<Waiting> batch, Exception wrong, long length)
    {
        _failure = wrong;
        Interlocked.Add(ref _lost, batch.Count);
        var told = new AuditUnavailableException($"the audit log cannot be written: {wrong.Message}", wrong);
        foreach (var one in batch) one.Done?.TrySetException(told);
        try
        {
            _file.SetLength(length);
            _file.Position = length;
        }
        catch (IOException)
        {
            // The next start mends it.
        }
    }

    private void Rotate()
    {
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        _file = Append(++_number);
        if (_options.KeepFiles <= 0) return;
        foreach (var old in AuditFiles.All(_options.Folder).SkipLast(_options.KeepFiles)) File.Delete(old);
    }

    private FileStream Append(int number)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(AuditFiles.Path(_options.Folder, number), options);
        file.Seek(0, SeekOrigin.End);
        return file;
    }

    private readonly record struct Waiting(byte[] Members, TaskCompletionSource<long>? Done);
}
