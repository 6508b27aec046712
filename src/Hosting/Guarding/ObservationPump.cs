using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Sekimori.Storage.Audit;

namespace Sekimori.Hosting.Guarding;

/// <summary>
/// Takes what was seen off the path of calls: one task writes the audit log's lines and holds the rules against each observation, in the order in which they came.
/// It does so a few times a second, for all that has gathered: waking it for each call would cost more than what it does for the call.
/// Nothing is thrown away: who finds the queue full waits until there is room, and the queue always moves on.
/// </summary>
internal sealed partial class ObservationPump : IAsyncDisposable
{
    // An alert comes this much later at most; a denial does not wait for it.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    // Refusals that were folded are told at most this much after their time.
    private static readonly TimeSpan FoldingPause = TimeSpan.FromSeconds(1);

    /// <summary>Lines handed to the audit log at once: some 2 MB.</summary>
    private const int BatchLimit = 4096;

    private readonly ConcurrentQueue<Told> _queue = new();
    private readonly SemaphoreSlim _begun = new(0), _hurry = new(0, 1);
    private readonly ObservationCounts _counts;
    private readonly LiveGuardOptions _options;
    private readonly ILogger _logger;
    private readonly Task _task;
    private readonly List<byte[]> _lines = new(BatchLimit);
    private readonly RefusalFolding _folding = new();
    private readonly TimeProvider _clock;
    private TaskCompletionSource _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;
    private volatile bool _isStopping;

    public ObservationPump(LiveGuardOptions options, ILogger logger, TimeProvider clock)
    {
        (_options, _logger, _clock, _counts) = (options, logger, clock, new(options.Meter));
        _task = Task.Run(RunAsync);
    }

    /// <summary>How many wait.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Hands one over; the task ends at once unless the queue is full.</summary>
    public ValueTask AddAsync(in Told told)
    {
        var waiting = Interlocked.Increment(ref _waiting);
        _queue.Enqueue(told);
        if (waiting == 1) _begun.Release();
        else if (waiting == BatchLimit) Hurry();
        return waiting <= _options.QueueLimit ? default : WaitAsync();
    }

    /// <summary>Waits until all that was handed over has been looked at.</summary>
    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        _begun.Release();
        Hurry();
        await _task.ConfigureAwait(false);
    }

    private void Hurry()
    {
        try
        {
            _hurry.Release();
        }
        catch (SemaphoreFullException)
        {
            // It has been told already.
        }
    }

    private async ValueTask WaitAsync()
    {
        while (Waiting > _options.QueueLimit)
        {
            var room = Volatile.Read(ref _room).Task;
            if (Waiting > _options.QueueLimit) await room.ConfigureAwait(false);
        }
    }

    private async Task RunAsync()
    {
        while (true)
        {
            if (Waiting == 0) await _begun.WaitAsync(_folding.IsOpen ? FoldingPause : Timeout.InfiniteTimeSpan).ConfigureAwait(false);
            if (Waiting == 0 && _isStopping)
            {
                _folding.End(_clock.GetUtcNow(), _lines);
                await WriteAsync().ConfigureAwait(false);
                return;
            }
            if (!_isStopping) await _hurry.WaitAsync(Pause).ConfigureAwait(false);
            await DrainAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask DrainAsync()
    {
        var count = 0;
        for (; count < BatchLimit && _queue.TryDequeue(out var told); count++)
        {
            if (told.IsWritten && _options.Audit is not null) _folding.Take(told, _lines);
            Look(told);
        }
        _counts.Tell();
        if (_folding.IsOpen) _folding.Tick(_clock.GetUtcNow(), _lines);
        await WriteAsync().ConfigureAwait(false);
        Interlocked.Add(ref _waiting, -count);
        Interlocked.Exchange(ref _room, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    private async ValueTask WriteAsync()
    {
        if (_lines.Count > 0) await _options.Audit!.WriteAsync(_lines).ConfigureAwait(false);
        _lines.Clear();
    }

    private void Look(in Told told)
    {
        try
        {
            _counts.Count(told);
            _options.Detection?.OnObservation(told.Seen);
        }
        catch (Exception wrong)
        {
            // A rule that fails must not end the watch over everything else.
            LogRuleFailed(_logger, wrong);
        }
    }

    [LoggerMessage(60, LogLevel.Error, "the rules failed on an observation")]
    private static partial void LogRuleFailed(ILogger logger, Exception wrong);
}
