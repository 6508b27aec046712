using Sekimori.Security;

namespace Sekimori.Storage.Audit;

/// <summary>
/// Feeds tables from the log's files, a while after each write, and continues from where they are whatever happened meanwhile. It is never
/// in anybody's way: a line in SQLite costs ten times what it costs in the log, so it takes a part of its time only, lags behind under
/// load, and leaves a race that it would lose; tables that are out of reach are tried again until they are back.
/// </summary>
internal sealed class AuditFeeder : IAsyncDisposable
{
    /// <summary>From a write to its line in the tables, at least.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Portions that may be missing before <see cref="AuditFeederOptions.Last"/> is checked.</summary>
    private const int LostPortions = 10;

    // A database that is back should not wait long for its lines, and one that is not should not be asked all the time.
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1), LastRetry = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _wake = new(1, 1); // what was written before this process started
    private readonly AuditFeed _feed;
    private readonly AuditFeederOptions _options;
    private readonly Task _task;
    private IAuditTables? _tables;
    private long _reached;
    private volatile Exception? _failure;

    public AuditFeeder(string folder, AuditFeederOptions options)
    {
        (_feed, _options) = (new(folder), options);
        _task = Task.Run(RunAsync);
    }

    /// <summary>The last line that is known to be in the tables.</summary>
    public long Reached => Interlocked.Read(ref _reached);

    /// <summary>Why the tables cannot be fed; null if they can.</summary>
    public Exception? Failure => _failure;

    /// <summary>The log has grown.</summary>
    public void Wake()
    {
        if (_wake.CurrentCount > 0) return;
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another process has changed it in between.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _task.ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var retry = FirstRetry;
        try
        {
            while (true)
            {
                await _wake.WaitAsync(_stopping.Token).ConfigureAwait(false);
                await Task.Delay(Pause, _stopping.Token).ConfigureAwait(false);
                while (await TryFeedAsync().ConfigureAwait(false) is var added && added != 0)
                {
                    if (added < 0) await Task.Delay(retry, _stopping.Token).ConfigureAwait(false);
                    retry = added < 0 ? TimeSpan.FromTicks(Math.Min(retry.Ticks * 2, LastRetry.Ticks)) : FirstRetry;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // What is missing is added at the next start.
        }
    }

    /// <summary>How many lines were added; -1 where the tables do not let it be.</summary>
    private async ValueTask<int> TryFeedAsync()
    {
        try
        {
            var tables = _tables ??= await _options.OpenAsync(_feed, _stopping.Token).ConfigureAwait(false);
            Interlocked.Exchange(ref _reached, tables.Sequence);
            await WaitForCalmAsync().ConfigureAwait(false);
            await PoolThread.Enter();
            var began = Environment.TickCount64;
            var rows = _feed.Next(tables.Sequence, _options.Portion);
            if (rows.Count > 0) await tables.AddAsync(rows, _stopping.Token).ConfigureAwait(false);
            if (_feed.First is { } first) await tables.ForgetAsync(first, _stopping.Token).ConfigureAwait(false);
            Interlocked.Exchange(ref _reached, tables.Sequence);
            Report(null);
            if (rows.Count < _options.Portion) return 0;
            await Task.Delay((int)(Environment.TickCount64 - began) * _options.Rest, _stopping.Token).ConfigureAwait(false);
            return rows.Count;
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception wrong)
        {
            // Whatever it is: this task lives as long as the log.
            Report(wrong);
            await CloseAsync().ConfigureAwait(false);
            return -1;
        }
    }

    /// <summary>Lines that come faster than a portion in a pause would be missing in any case.</summary>
    private async ValueTask WaitForCalmAsync()
    {
        if (_options.Last is not { } last) return;
        for (var before = last(); before - Reached > LostPortions * _options.Portion;)
        {
            await Task.Delay(Pause, _stopping.Token).ConfigureAwait(false);
            var now = last();
            if (now - before < _options.Portion) return;
            before = now;
        }
    }

    private async ValueTask CloseAsync()
    {
        try
        {
            if (_tables is not null) await _tables.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception wrong) when (wrong is IOException or InvalidOperationException or System.Data.Common.DbException)
        {
            // It is already gone, as requested.
        }
        _tables = null;
    }

    private void Report(Exception? failure)
    {
        var isChange = _failure is null != failure is null;
        _failure = failure;
        if (isChange) _options.StateChanged?.Invoke(failure);
    }
}
