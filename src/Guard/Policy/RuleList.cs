namespace Sekimori.Guard.Policy;

/// <summary>
/// The rules that name one value. A long list also keeps its bits, combined with those of the rules that accept any value.
/// </summary>
internal sealed class RuleList
{
    /// <summary>Up to this length, iterating the list is faster than all bits, and needs less memory.</summary>
    public const int ShortLimit = 48;

    public RuleList(IEnumerable<int> rules, ReadOnlySpan<ulong> any)
    {
        Rules = [.. rules.Distinct()];
        if (Rules.Length <= ShortLimit) return;
        WithAny = any.ToArray();
        foreach (var rule in Rules) RuleBits.Set(WithAny, rule);
    }

    public int[] Rules { get; }

    public ulong[]? WithAny { get; }
}
