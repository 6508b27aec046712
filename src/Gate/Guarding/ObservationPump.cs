using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Sekimori.Detection;
using Sekimori.Observations;
using Sekimori.Storage.Audit;

namespace Sekimori.Gate.Guarding;

/// <summary>
/// Evaluates observations off the path of calls: one thread writes the audit records and matches the Sigma rules against each
/// observation, in the order of arrival. It runs a few times a second, for everything that has accumulated: waking it for each call
/// would cost more than its work for the call. The queue holds only the bytes of records, and those observations that a rule may match,
/// because objects that survive a collection are what makes it expensive. Nothing is thrown away: who finds the queue full waits until
/// there is room, and the queue always moves on.
/// </summary>
internal sealed class ObservationPump : IAsyncDisposable
{
    // The longest delay of an alert; a denial does not wait for it.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    // The longest delay of folded denials.
    private static readonly TimeSpan FoldingPause = TimeSpan.FromSeconds(1);

    /// <summary>This many do not wait for the pause to end: about 2 MB of records.</summary>
    private const int BatchLimit = 4096;

    /// <summary>
    /// The characters that count as one in the queue: an observation with long texts counts for more, so that the limit of the queue is
    /// also one of memory.
    /// </summary>
    private const int UsualCharacters = 4096;

    private readonly ConcurrentQueue<(PendingRecord Pending, RuleCandidates Candidates)> _queue = new();
    // Events of the system, which do not spin before they wait: fifty times a second, that took as long as the rules. They are left to the
    // collector: who still adds when all has ended must not fail for it.
    private readonly AutoResetEvent _begun = new(false), _hurry = new(false);
    private readonly ObservationCounts _counts;
    private readonly LiveGuardOptions _options;
    private readonly ILogger _logger;
    private readonly Task _task;
    private readonly Lock _gate = new();
    private readonly RefusalFolding _folding = new();
    private readonly TimeProvider _clock;
    private TaskCompletionSource _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
    // Guarded by the gate: the accumulated records, and what they and all else that is not in the queue weigh.
    private AuditLines _gathering = new(), _lines = new();
    private int _gathered;
    private int _waiting;
    private volatile bool _isStopping;

    public ObservationPump(LiveGuardOptions options, ILogger logger, TimeProvider clock)
    {
        (_options, _logger, _clock, _counts) = (options, logger, clock, new(options.Meter));
        // A thread of its own: one of the pool, once woken, looks for more work for a while, and takes a processor from the calls.
        _task = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>How many are waiting.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Queues a record. Completes immediately unless the queue is full.</summary>
    public ValueTask AddAsync(in PendingRecord pending)
    {
        _counts.Count(pending);
        _options.Map?.Count(pending.Observation, pending.Verdict is { IsAllowed: false });
        var isWritten = pending.IsWritten && _options.Audit is not null;
        var isFolded = isWritten && RefusalFolding.MayFold(pending);
        var candidates = _options.Detection?.Look(pending.Observation) ?? default;
        var isQueued = isFolded || !candidates.IsEmpty;
        var line = isWritten && !isFolded ? AuditLine.Compose(pending.Observation, pending.Verdict) : [];
        var weight = Weight(pending.Observation);
        // A record counts by itself: who takes the observation first must not believe that nothing is left.
        var gathered = isQueued ? Math.Min(line.Length, 1) : weight;
        var total = gathered + (isQueued ? weight : 0);
        var waiting = Interlocked.Add(ref _waiting, total);
        if (isQueued) _queue.Enqueue((pending with { IsWritten = isFolded }, candidates));
        Gather(line, gathered);
        if (waiting == total) _begun.Set();
        if (waiting >= BatchLimit && waiting - total < BatchLimit) _hurry.Set();
        return waiting <= _options.QueueLimit ? default : WaitAsync();
    }

    /// <summary>Waits until everything queued has been evaluated.</summary>
    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        _begun.Set();
        _hurry.Set();
        await _task.ConfigureAwait(false);
    }

    private static int Weight(Observation seen) => 1 + (int)(seen.Facts.Characters / UsualCharacters);

    private void Gather(ReadOnlySpan<byte> line, int weight)
    {
        if (weight == 0) return;
        lock (_gate)
        {
            if (!line.IsEmpty) _gathering.Add(line);
            _gathered += weight;
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

    private void Run()
    {
        while (true)
        {
            // The event of the stop may be taken together with the one of an observation: it does not come again.
            if (Waiting == 0 && !_isStopping) _begun.WaitOne(_folding.IsOpen ? FoldingPause : Timeout.InfiniteTimeSpan);
            if (Waiting == 0 && _isStopping)
            {
                _folding.End(_clock.GetUtcNow(), _lines);
                Write();
                return;
            }
            if (!_isStopping) _hurry.WaitOne(Pause);
            Drain();
        }
    }

    private void Drain()
    {
        int done;
        lock (_gate)
        {
            (_gathering, _lines) = (_lines, _gathering);
            (done, _gathered) = (_gathered, 0);
        }
        for (var count = 0; count < BatchLimit && _queue.TryDequeue(out var next); count++)
        {
            done += Weight(next.Pending.Observation);
            if (next.Pending.IsWritten) _folding.Take(next.Pending, _lines);
            Look(next.Pending.Observation, next.Candidates);
        }
        _counts.Report();
        if (_folding.IsOpen) _folding.Tick(_clock.GetUtcNow(), _lines);
        Write();
        Interlocked.Add(ref _waiting, -done);
        Interlocked.Exchange(ref _room, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    private void Write()
    {
        if (_lines.Count > 0) _options.Audit!.Write(_lines);
        _lines.Clear();
    }

    private void Look(Observation seen, RuleCandidates candidates)
    {
        try
        {
            _options.Detection?.OnObservation(seen, candidates);
        }
        catch (Exception wrong)
        {
            // A failing rule must not end the evaluation of everything else.
            _logger.EvaluationFailed(wrong);
        }
    }
}
