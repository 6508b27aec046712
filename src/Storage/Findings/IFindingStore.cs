namespace Sekimori.Storage.Findings;

/// <summary>
/// Runs of the audit with a result for each host, and waivers. SQLite in a file, or PostgreSQL; both behave alike (FindingStoreContract in
/// the tests). Safe for several callers at once.
/// </summary>
internal interface IFindingStore : IAsyncDisposable
{
    /// <summary>Adds a run, once.</summary>
    Task AddRunAsync(StoredRun run, CancellationToken cancellation);

    /// <summary>The runs, the newest first.</summary>
    Task<IReadOnlyList<StoredRun>> RunsAsync(CancellationToken cancellation);

    /// <summary>
    /// Adds results. Durable when the task ends. A host has one result in a run: the first that arrives counts.
    /// </summary>
    Task AddHostsAsync(Guid run, IReadOnlyList<StoredHost> hosts, CancellationToken cancellation);

    /// <summary>The results of a run in the order of the hosts' names (by code point).</summary>
    IAsyncEnumerable<StoredHost> ReadAsync(Guid run, CancellationToken cancellation);

    /// <summary>The hosts of a block that have a result: they are not asked again.</summary>
    Task<IReadOnlySet<string>> HostsOfAsync(Guid run, int block, CancellationToken cancellation);

    /// <summary>How many hosts of a run have a result.</summary>
    Task<int> CountHostsAsync(Guid run, CancellationToken cancellation);

    /// <summary>Removes all but the newest of the runs that are over; one that still has open blocks stays, and does not count.</summary>
    /// <returns>How many were removed.</returns>
    Task<int> TrimAsync(int keep, CancellationToken cancellation);

    /// <summary>Adds a waiver.</summary>
    Task AddWaiverAsync(StoredWaiver waiver, CancellationToken cancellation);

    /// <summary>Removes a waiver by its number. False if there is none.</summary>
    Task<bool> RemoveWaiverAsync(long number, CancellationToken cancellation);

    /// <summary>The waivers in the order in which they were added, ended ones too.</summary>
    Task<IReadOnlyList<StoredWaiver>> WaiversAsync(CancellationToken cancellation);
}
