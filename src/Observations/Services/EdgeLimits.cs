namespace Sekimori.Observations.Services;

/// <summary>How many edges a server counts. What is beyond a limit is counted together, as "others".</summary>
internal sealed record EdgeLimits
{
    /// <summary>
    /// Edges in all: a server with 2,000 clients, each with two accounts and five services. Some 10 MB in memory, and at the most 1.8
    /// million rows for 90 days.
    /// </summary>
    public int Edges { get; init; } = 20_000;

    /// <summary>Edges of callers who did not log on. Only half: who has no account must not take the place of those who have one.</summary>
    public int AnonymousEdges { get; init; } = 10_000;

    /// <summary>
    /// New edges of one client (IPv6: of one /64) in an hour: fifty interfaces under five accounts. A scan of thousands of interfaces is
    /// not a map.
    /// </summary>
    public int NewEdgesPerClient { get; init; } = 256;

    /// <summary>
    /// Records that wait for a store that is out of reach: ten minutes of a busy server, some 10 MB. Further ones are counted as lost.
    /// </summary>
    public int Waiting { get; init; } = 65_536;
}
