using System.Collections.Concurrent;

namespace Sekimori.Guard.Policy;

/// <summary>The index of one condition: for each value the rules that name it, and the rules that name none.</summary>
internal sealed class Dimension<T> where T : notnull
{
    /// <summary>Values whose patterns were matched, cached for the next time.</summary>
    private const int MemoLimit = 4096;

    private readonly Dictionary<T, RuleList> _rules;
    private readonly List<(string Pattern, int Rule)> _patterns = [];
    private readonly ConcurrentDictionary<T, RuleList> _memo;
    private readonly ulong[] _any;

    public Dimension(IReadOnlyList<PolicyRule> rules, Func<PolicyRule, IEnumerable<T>> values, IEqualityComparer<T>? comparer = null)
    {
        var draft = new Dictionary<T, List<int>>(comparer);
        _memo = new(comparer ?? EqualityComparer<T>.Default);
        _any = new ulong[RuleBits.Describe(rules.Count)];
        for (var at = 0; at < rules.Count; at++)
        {
            var isAny = true;
            foreach (var value in values(rules[at]))
            {
                isAny = false;
                if (value is string text && text.Contains('*', StringComparison.Ordinal)) _patterns.Add((text, at));
                else if (draft.TryGetValue(value, out var list)) list.Add(at);
                else draft[value] = [at];
            }
            if (isAny) RuleBits.Set(_any, at);
            else IsUsed = true;
        }
        _rules = draft.ToDictionary(pair => pair.Key, pair => new RuleList(pair.Value, _any), comparer);
    }

    /// <summary>True if any rule checks this.</summary>
    public bool IsUsed { get; }

    /// <summary>Keeps the rules that accept this value, or any.</summary>
    public void Keep(Span<ulong> bits, T value) => RuleBits.Keep(bits, _any, Find(value));

    /// <summary>Keeps the rules that accept one of these values, or any.</summary>
    [System.Runtime.CompilerServices.SkipLocalsInit]
    public void KeepAnyOf(Span<ulong> bits, IReadOnlyList<T> values)
    {
        Span<ulong> taken = bits.Length <= 256 ? stackalloc ulong[256] : new ulong[bits.Length];
        taken = taken[..bits.Length];
        _any.CopyTo(taken);
        for (var i = 0; i < values.Count; i++)
        {
            if (Find(values[i]) is not { } list) continue;
            if (list.WithAny is { } whole) RuleBits.Or(taken, whole);
            else foreach (var rule in list.Rules) RuleBits.Set(taken, rule);
        }
        RuleBits.And(bits, taken);
    }

    /// <summary>Keeps the rules without this condition: there is no value.</summary>
    public void KeepNone(Span<ulong> bits) => RuleBits.And(bits, _any);

    private RuleList? Find(T value)
    {
        if (_patterns.Count == 0) return _rules.GetValueOrDefault(value);
        if (_memo.TryGetValue(value, out var known)) return known;
        var text = (string)(object)value;
        IEnumerable<int> exact = _rules.TryGetValue(value, out var named) ? named.Rules : [];
        var found =
            new RuleList([.. exact, .. _patterns.Where(pattern => Glob.IsMatch(pattern.Pattern, text)).Select(pattern => pattern.Rule)],
            _any);
        if (_memo.Count >= MemoLimit) _memo.Clear();
        return _memo[value] = found;
    }
}
