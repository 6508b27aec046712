namespace Sekimori.Storage.Findings;

/// <summary>A worker's wish for blocks.</summary>
/// <param name="Worker">Who claims: one name for each process.</param>
/// <param name="Vantage">Where the worker stands; blocks that ask for another place are left alone.</param>
/// <param name="Most">The most blocks.</param>
/// <param name="Lease">How long they are the worker's without a renewal.</param>
internal sealed record JobClaim(string Worker, string Vantage, int Most, TimeSpan Lease)
{
    /// <summary>Blocks of this run alone; null for every run.</summary>
    public Guid? Run { get; init; }
}
