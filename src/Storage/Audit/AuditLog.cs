using System.Threading.Channels;
using Sekimori.Storage.Files;

namespace Sekimori.Storage.Audit;

/// <summary>
/// The audit log: an append-only file of lines, each bound to the one before it by its hash, with heads signed at intervals. One writer
/// takes what has accumulated while the disk was busy and makes it durable at once (group commit), so that many callers that need a durable
/// line share one flush.
/// </summary>
internal sealed class AuditLog : IAsyncDisposable
{
    /// <summary>Lines taken into one write.</summary>
    private const int BatchLimit = 4096;

    private readonly AuditOptions _options;
    private readonly TimeProvider _clock;
    private readonly AuditKey _key;
    private readonly Channel<Waiting> _queue;
    private readonly Task _writer;
    private readonly FileStream _lock;
    private readonly AuditFeeder? _index, _database;
    private readonly AuditWriter _file;
    private long _sequence, _lost;
    private volatile Exception? _failure;

    private AuditLog(AuditOptions options, TimeProvider clock, FileStream exclusive)
    {
        (_options, _clock, _lock) = (options, clock, exclusive);
        _key = AuditKey.Open(options.Folder);
        _file = new(options, _key, clock.GetUtcNow()) { Fed = () => _database?.Reached };
        _sequence = _file.Sequence;
        // A tenth of its time: what SQLite uses is taken from the server. PostgreSQL works elsewhere.
        // Queries bring the index up to date by themselves: on a busy machine it uses at most a thirtieth of a core, and nothing if it
        // would fall behind anyway.
        if (options.HasIndex)
            _index = new(options.Folder, new((_, _) => new(AuditIndex.Open(options.Folder)), Portion: 2_000, Rest: 29, () => Sequence));
        if (options.Database is { } database)
            _database = new(options.Folder,
                new((files, stop) => database.OpenAsync(_key.Id, files, stop), Portion: 5_000, Rest: 1,
                StateChanged: database.StateChanged));
        // The writer is woken by who writes, without a thread of the pool between them.
        _queue = Channel.CreateBounded<Waiting>(
            new BoundedChannelOptions(options.QueueLimit) { SingleReader = true, AllowSynchronousContinuations = true });
        // It has a thread of its own. One of the pool, once woken, looks for more work for a while: many times a second, that would take a
        // processor from those who wait for answers.
        _writer = Task.Factory.StartNew(Write, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The number of the last line.</summary>
    public long Sequence => Interlocked.Read(ref _sequence);

    /// <summary>Lines that were dropped because the log could not be written.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Why the log cannot be written; null if it can.</summary>
    public Exception? Failure => _failure;

    /// <summary>Lines that <see cref="AuditOptions.Database"/> does not have yet.</summary>
    public long DatabaseBehind => _database is null ? 0 : Math.Max(0, Sequence - _database.Reached);

    /// <summary>Why the database cannot be written; null if it can, or if there is none.</summary>
    public Exception? DatabaseFailure => _database?.Failure;

    /// <summary>The key whose public half proves the heads.</summary>
    public string PublicPem => _key.PublicPem;

    /// <summary>Opens the log of a folder, repairs what a killed process left, and starts to write.</summary>
    /// <exception cref="AuditUnavailableException">Another process writes this log, or the folder cannot be used.</exception>
    public static AuditLog Open(AuditOptions options, TimeProvider clock)
    {
        FileStream? exclusive = null;
        try
        {
            var folder = new DataFolder(options.Folder);
            exclusive = AuditFile.Open(folder.File("audit.lock"),
                new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None });
            return new(options, clock, exclusive);
        }
        catch (Exception wrong)
            when (wrong is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException
            or ArgumentException)
        {
            exclusive?.Dispose();
            throw new AuditUnavailableException($"{options.Folder}: {wrong.Message}", wrong);
        }
    }

    /// <summary>Lines that wait to be written.</summary>
    public int QueueLength => _queue.Reader.Count;

    /// <summary>
    /// Appends a line, and does not wait for the disk; waits for a place if the queue is full. A line that cannot be written is counted in
    /// <see cref="Lost"/>.
    /// </summary>
    public ValueTask WriteAsync(byte[] members) => QueueAsync(new(new(members), null, false), default);

    /// <summary>
    /// Appends lines, and blocks until they have been written, but not until they are durable. Lines that cannot be written are counted in
    /// <see cref="Lost"/>. For a thread that does nothing else.
    /// </summary>
    public void Write(AuditLines lines)
    {
        var done = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        QueueAsync(new(lines, done, false), default).AsTask().GetAwaiter().GetResult();
        OwnThread.Wait(done.Task);
    }

    /// <summary>Appends a line and waits until it is durable.</summary>
    /// <exception cref="AuditUnavailableException">It cannot be made durable.</exception>
    public async ValueTask<long> AppendAsync(byte[] members, CancellationToken cancellation = default)
    {
        var done = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        await QueueAsync(new(new(members), done, true), cancellation).ConfigureAwait(false);
        return await done.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writer;
        if (_index is not null) await _index.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
        _file.Dispose();
        await _lock.DisposeAsync();
        _key.Dispose();
    }

    private ValueTask QueueAsync(Waiting lines, CancellationToken cancellation) =>
        _queue.Writer.TryWrite(lines) ? default : WaitForPlaceAsync(lines, cancellation);

    private async ValueTask WaitForPlaceAsync(Waiting lines, CancellationToken cancellation)
    {
        try
        {
            await _queue.Writer.WriteAsync(lines, cancellation).ConfigureAwait(false);
        }
        catch (ChannelClosedException closed)
        {
            throw new AuditUnavailableException("the audit log is closed", closed);
        }
    }

    private void Write()
    {
        var batch = new List<Waiting>(BatchLimit);
        var lines = new List<AuditLines>();
        var reader = _queue.Reader;
        while (OwnThread.Wait(reader.WaitToReadAsync().AsTask()))
        {
            for (var count = 0; count < BatchLimit && reader.TryRead(out var next); count += next.Lines.Count)
            {
                batch.Add(next);
                lines.Add(next.Lines);
            }
            Commit(batch, lines, mustSign: false);
            batch.Clear();
            lines.Clear();
        }
        if (_file.IsHeadDue) Commit(batch, lines, mustSign: true);
    }

    /// <summary>
    /// Whatever happens in here, the writer continues and nobody waits forever: each line of the batch is confirmed, or its failure
    /// reported.
    /// </summary>
    private void Commit(List<Waiting> batch, List<AuditLines> lines, bool mustSign)
    {
        try
        {
            var number = _file.Write(lines, _clock.GetUtcNow(), batch.Exists(one => one.IsDurable), mustSign);
            Interlocked.Exchange(ref _sequence, _file.Sequence);
            Report(null);
            foreach (var one in batch)
            {
                one.Done?.TrySetResult(number);
                number += one.Lines.Count;
            }
        }
        catch (Exception wrong)
        {
            var told = new AuditUnavailableException($"the audit log cannot be written: {wrong.Message}", wrong);
            var count = lines.Sum(part => part.Count);
            _file.Lose(count);
            Interlocked.Add(ref _lost, count);
            Report(wrong);
            foreach (var one in batch)
            {
                if (one.IsDurable) one.Done!.TrySetException(told);
                else one.Done?.TrySetResult(0);
            }
            return;
        }
        _index?.Wake();
        _database?.Wake();
        _file.RotateIfFull();
    }

    private void Report(Exception? failure)
    {
        var isChange = _failure is null != failure is null;
        _failure = failure;
        if (isChange) _options.StateChanged?.Invoke(failure);
    }

    private readonly record struct Waiting(AuditLines Lines, TaskCompletionSource<long>? Done, bool IsDurable);
}
