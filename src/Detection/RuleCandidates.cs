namespace Sekimori.Detection;

/// <summary>The rules that may match an observation, found by what is known about it beforehand.</summary>
internal readonly struct RuleCandidates
{
    private readonly int[]? _rules;

    internal RuleCandidates(int[] rules) => _rules = rules;

    /// <summary>Their places in the engine.</summary>
    internal ReadOnlySpan<int> Rules => _rules;

    /// <summary>True if no rule can match.</summary>
    public bool IsEmpty => _rules is not { Length: > 0 };
}
