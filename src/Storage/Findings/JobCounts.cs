namespace Sekimori.Storage.Findings;

/// <summary>How far the blocks of a run are.</summary>
/// <param name="Open">Nobody has them.</param>
/// <param name="Leased">A worker has them.</param>
/// <param name="Done">All their hosts have a result.</param>
/// <param name="Failed">Given up; the hosts without a result are missing in reports.</param>
internal sealed record JobCounts(int Open, int Leased, int Done, int Failed)
{
    /// <summary>True if nothing will change any more.</summary>
    public bool IsOver => Open + Leased == 0;
}
