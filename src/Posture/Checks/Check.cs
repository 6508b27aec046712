namespace Sekimori.Posture.Checks;

/// <summary>A question about a host's protection that has an answer: what, why, how severe, and the remedy.</summary>
internal sealed record Check
{
    /// <summary>Its number, never used twice: "R05".</summary>
    public required string Id { get; init; }

    /// <summary>Its name: "coercible".</summary>
    public required string Name { get; init; }

    /// <summary>The severity of a finding. An evaluation may lower or raise it, by vantage or value.</summary>
    public required Severity Severity { get; init; }

    /// <summary>How it can be made.</summary>
    public required SeenBy SeenBy { get; init; }

    /// <summary>What a finding means, in one line.</summary>
    public required LocalText Title { get; init; }

    /// <summary>Why it matters, and why it has this severity.</summary>
    public required LocalText Reason { get; init; }

    /// <summary>Commands that can be pasted; lines that begin with # are comments.</summary>
    public required string Remedy { get; init; }

    /// <summary>Benchmarks, vulnerabilities, documents.</summary>
    public required IReadOnlyList<string> References { get; init; }

    /// <summary>Requirements on settings; empty for a check that is code.</summary>
    public required IReadOnlyList<SettingRule> Settings { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Id} {Name}";
}
