using System.Collections.Concurrent;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Reports;
using Sekimori.Storage.Findings;
using Sekimori.Survey;

namespace Sekimori.App.Posture;

/// <summary>
/// Claims blocks of targets, asks their hosts and saves the results. Any number of workers share a queue; one that dies loses its blocks
/// when their leases end, and another asks the hosts that have no result yet.
/// </summary>
internal sealed class AuditWorker(FindingTables store, WorkerOptions options)
{
    // Hosts of one network that are asked at once: a firewall in front of it sees all of them.
    private const int HostsOfNetwork = 16;

    // How often a worker without work looks for some.
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    // A block that failed here is left to others for a while.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Task, byte> _open = new();
    private readonly ConcurrentDictionary<Guid, SurveyOptions> _questions = new();
    private int _hosts;

    /// <summary>Hosts that were asked so far.</summary>
    public int Hosts => Volatile.Read(ref _hosts);

    /// <summary>Called for each host that is done.</summary>
    public Action? HostDone { get; init; }

    /// <summary>Called with the reason when a block fails.</summary>
    public Action<string>? BlockFailed { get; init; }

    /// <summary>Works until nothing is left, where it drains the queue, or until it is cancelled; then its blocks are given back.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var saver = new ResultSaver(store);
        var places = Math.Max(1, (options.Own.Hosts + HostsOfNetwork - 1) / HostsOfNetwork);
        try
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                var jobs = await store.ClaimAsync(new(options.Name, options.Vantage.ToString().ToLowerInvariant(), places - _open.Count,
                    options.Lease)
                { Run = options.Run }, cancellation);
                foreach (var job in jobs) Start(job, saver, cancellation);
                if (jobs.Count == 0 && options.IsDraining && _open.IsEmpty && await IsDrainedAsync(cancellation)) return;
                if (_open.Count >= places) await Task.WhenAny(_open.Keys);
                else if (jobs.Count == 0)
                    await Task.WhenAny([Task.Delay(Poll, cancellation), .. _open.Keys]);
            }
        }
        finally
        {
            await Task.WhenAll(_open.Keys);
        }
    }

    // Without a run of its own, a worker is done when nothing can be claimed; with one, when others have finished too.
    private async Task<bool> IsDrainedAsync(CancellationToken cancellation) =>
        options.Run is not { } run || (await store.CountAsync(run, cancellation)).IsOver;

    private void Start(Job job, ResultSaver saver, CancellationToken cancellation)
    {
        var work = Task.Run(() => WorkAsync(job, saver, cancellation), CancellationToken.None);
        _open.TryAdd(work, 0);
        _ = work.ContinueWith(done => _open.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private async Task WorkAsync(Job job, ResultSaver saver, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var renewing = RenewAsync(job, stop);
        try
        {
            await AskAsync(job, saver, stop.Token);
            await store.FinishAsync(job, CancellationToken.None);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await TryAsync(() => store.ReleaseAsync(job, CancellationToken.None));
        }
        catch (OperationCanceledException)
        {
            // Another worker has the block: this one was away for longer than a lease.
        }
        catch (Exception failure)
        {
            BlockFailed?.Invoke(failure.Message);
            await TryAsync(() => store.FailAsync(job, failure.Message, Pause, CancellationToken.None));
        }
        finally
        {
            await stop.CancelAsync();
            await renewing;
        }
    }

    private async Task AskAsync(Job job, ResultSaver saver, CancellationToken cancellation)
    {
        var survey = await QuestionsAsync(job.Run, cancellation);
        var done = await store.HostsOfAsync(job.Run, job.Block, cancellation);
        await Parallel.ForEachAsync(job.Targets.Where(host => !done.Contains(host)),
            new ParallelOptions { MaxDegreeOfParallelism = Math.Min(HostsOfNetwork, survey.Hosts), CancellationToken = cancellation },
            async (host, cancel) =>
            {
                var facts = await new HostSurvey(host, survey).AskAsync(cancel);
                var result = HostEvaluation.Of(facts, new(DateTimeOffset.UtcNow, options.Vantage));
                await saver.SaveAsync(job.Run, new(host, job.Block, result.IsReached, result.Failed, HostDocument.Write(result)), cancel);
                Interlocked.Increment(ref _hosts);
                HostDone?.Invoke();
            });
    }

    private async Task<SurveyOptions> QuestionsAsync(Guid run, CancellationToken cancellation)
    {
        if (_questions.TryGetValue(run, out var known)) return known;
        var stored = (await store.RunsAsync(cancellation)).FirstOrDefault(one => one.Id == run)
            ?? throw new FindingStoreException($"run {run} has blocks and no description");
        var own = AuditQuestions.Read(stored.Questions, options.Own);
        // A run names a credential; a worker has it or not. A worker's own account is not used for runs that name another.
        var hasIt = stored.Credential.Length > 0 && own.Logon?.Name == stored.Credential;
        return _questions[run] = own with
        {
            Logon = hasIt ? own.Logon : null,
            MissingCredential = stored.Credential.Length == 0 || hasIt ? null : stored.Credential,
        };
    }

    private async Task RenewAsync(Job job, CancellationTokenSource stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(options.Lease / 3, stop.Token);
                if (await store.RenewAsync(job, options.Lease, stop.Token)) continue;
                await stop.CancelAsync();
                return;
            }
        }
        catch (OperationCanceledException)
        {
            // The block is done.
        }
        catch (FindingStoreException)
        {
            // The store was away for minutes: saving says so too, and ends the block.
        }
    }

    // The store is away: the lease ends by itself.
    private static async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (FindingStoreException)
        {
        }
    }
}
