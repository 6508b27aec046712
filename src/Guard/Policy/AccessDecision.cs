namespace Sekimori.Guard.Policy;

/// <summary>What an approver said to a request.</summary>
internal sealed record AccessDecision
{
    /// <summary>True if it was approved.</summary>
    public required bool IsApproved { get; init; }

    /// <summary>The name of the approver's account.</summary>
    public required string By { get; init; }

    /// <summary>The number of the approver's account.</summary>
    public required long AccountNumber { get; init; }

    /// <summary>The approver's roles then.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When an approval ends.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>The reason that was given; may be empty.</summary>
    public string Reason { get; init; } = "";
}
