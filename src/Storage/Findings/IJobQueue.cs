namespace Sekimori.Storage.Findings;

/// <summary>
/// Blocks of targets, claimed by workers on one machine or many. A claim is a lease: a worker that dies loses the block when it ends, and
/// another takes the rest of it. SQLite or PostgreSQL; both behave alike (FindingStoreContract in the tests).
/// </summary>
internal interface IJobQueue
{
    /// <summary>Adds the blocks of a run, all or none, and once, however often they are handed over.</summary>
    Task AddBlocksAsync(StoredRun run, IReadOnlyList<IReadOnlyList<string>> blocks, CancellationToken cancellation);

    /// <summary>Claims blocks that nobody has, or whose lease has ended.</summary>
    /// <param name="claim">Who claims, and what.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<IReadOnlyList<Job>> ClaimAsync(JobClaim claim, CancellationToken cancellation);

    /// <summary>Renews the lease of a block. False if the block belongs to somebody else by now: its worker stops.</summary>
    Task<bool> RenewAsync(Job job, TimeSpan lease, CancellationToken cancellation);

    /// <summary>The block is done. False if it belongs to somebody else by now. The last block of a run ends the run.</summary>
    Task<bool> FinishAsync(Job job, CancellationToken cancellation);

    /// <summary>Gives a block back: free again after a while, or failed for good after the last attempt.</summary>
    Task FailAsync(Job job, string reason, TimeSpan pause, CancellationToken cancellation);

    /// <summary>Gives a block back that its worker cannot finish because it was asked to stop: free at once, and no attempt.</summary>
    Task ReleaseAsync(Job job, CancellationToken cancellation);

    /// <summary>
    /// Opens the failed blocks of a run again, and those whose worker is gone; attempts are counted anew. For a run that is taken up again.
    /// </summary>
    Task ReopenAsync(Guid run, Func<string, bool> isGone, CancellationToken cancellation);

    /// <summary>How far a run is.</summary>
    Task<JobCounts> CountAsync(Guid run, CancellationToken cancellation);
}
