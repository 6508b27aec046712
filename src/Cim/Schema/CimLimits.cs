namespace Sekimori.Cim.Schema;

/// <summary>What the object manager allows at most.</summary>
public sealed record CimLimits
{
    /// <summary>How long a provider may keep a caller waiting for its next instance, or for a method's answer. A minute is what Windows
    /// gives an operation by default ([MS-WSMV], MaxTimeoutms 60000).</summary>
    public TimeSpan ProviderTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How many calls of one provider may be over their time and not yet back before it is no longer asked: each holds a thread.
    /// </summary>
    public int MaxStuckCalls { get; init; } = 4;

    /// <summary>A query's length in characters. The longest that a monitoring tool is known to send has about 2,000.</summary>
    public int MaxQueryLength { get; init; } = 65_536;

    /// <summary>How deeply a query's conditions may be nested: the parser and the evaluator recurse, each level costs stack.</summary>
    public int MaxQueryDepth { get; init; } = 128;

    /// <summary>How many steps the conditions of one query may take over all its instances. Comparing a character with a pattern is one
    /// step, a comparison eight. This many keep a processor busy for about two seconds; LIKE over the messages of a million log records
    /// takes a fifth of them.</summary>
    public long MaxEvaluationSteps { get; init; } = 1_000_000_000;

    /// <summary>How many comparisons a query may have: each costs time for every instance.</summary>
    public int MaxQueryTerms { get; init; } = 4_096;
}
