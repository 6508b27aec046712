namespace Sekimori.Guard.Policy;

/// <summary>The rules that name one value. A long list also keeps its bits, together with those of the rules that take any value.</summary>
internal sealed class RuleList
{
    /// <summary>Up to here going through the list is quicker than going through all bits, and takes less memory.</summary>
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
