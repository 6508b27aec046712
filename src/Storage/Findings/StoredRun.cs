namespace Sekimori.Storage.Findings;

/// <summary>A run of the audit in a store.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Started">When it was added.</param>
/// <param name="Vantage">Where its hosts are asked from: only workers that stand there take its blocks.</param>
/// <param name="Questions">What is asked, as JSON. It never contains a password.</param>
/// <param name="Credential">The name of a credential that workers may have; empty for none.</param>
/// <param name="Hosts">How many hosts it is about.</param>
internal sealed record StoredRun(Guid Id, DateTimeOffset Started, string Vantage, string Questions, string Credential, int Hosts)
{
    /// <summary>When its last block ended; null while one is open.</summary>
    public DateTimeOffset? Finished { get; init; }
}
