namespace Sekimori.Detection.Sigma;

/// <summary>The information about a rule for its readers.</summary>
public sealed record RuleInfo
{
    /// <summary>The rule's UUID, or its name or title where it has none.</summary>
    public required string Id { get; init; }

    /// <summary>A short name that correlations refer to; empty if there is none.</summary>
    public string Name { get; init; } = "";

    /// <summary>What the rule finds.</summary>
    public required string Title { get; init; }

    /// <summary>What it means.</summary>
    public string Description { get; init; } = "";

    /// <summary>What to do about it; ours, Sigma has no such attribute.</summary>
    public string Response { get; init; } = "";

    /// <summary>Its severity.</summary>
    public Severity Level { get; init; } = Severity.Medium;

    /// <summary>Tags, as "attack.t1047".</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>When it is not an attack.</summary>
    public IReadOnlyList<string> FalsePositives { get; init; } = [];

    /// <summary>The file that the rule is in.</summary>
    public string File { get; init; } = "";

    /// <summary>True if the live server denies what matches: "action: deny", our extension.</summary>
    public bool Denies { get; init; }

    /// <summary>The kind of attack in one word, ours ("kind: coercion"); empty if none is given.</summary>
    public string Kind { get; init; } = "";
}
