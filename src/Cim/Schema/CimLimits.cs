namespace Sekimori.Cim.Schema;

/// <summary>What the object manager allows at most.</summary>
internal sealed record CimLimits
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

    /// <summary>The shortest interval of an event query: each is one enumeration of its class.</summary>
    public TimeSpan MinEventInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The events that wait for one consumer. What comes beyond them is dropped and counted, as on Windows.</summary>
    public int MaxWaitingEvents { get; init; } = 1_000;

    /// <summary>The event queries of one account: a console of monitoring has some ten.</summary>
    public int MaxSubscriptionsPerAccount { get; init; } = 64;

    /// <summary>The event queries of all accounts: each may hold a snapshot of a class.</summary>
    public int MaxSubscriptions { get; init; } = 512;

    /// <summary>The instances that an event query compares: a snapshot of them is kept between two polls.</summary>
    public int MaxPolledInstances { get; init; } = 100_000;

    /// <summary>The objects of one class that clients may store: the server keeps them in memory.</summary>
    public int MaxStoredInstances { get; init; } = 1_000;

    /// <summary>The size of one stored object in characters. The longest scripts of consumers are some ten thousand.</summary>
    public int MaxStoredSize { get; init; } = 262_144;

    /// <summary>The classes that administrators may make in the scratch namespace.</summary>
    public int MaxStoredClasses { get; init; } = 256;

    /// <summary>The properties of such a class.</summary>
    public int MaxStoredProperties { get; init; } = 1_024;

    /// <summary>How deep such classes may be derived.</summary>
    public int MaxStoredDepth { get; init; } = 32;
}
