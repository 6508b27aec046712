using System.Collections.Concurrent;

namespace Sekimori.Guard.Policy;

/// <summary>One thing that rules look at, turned round: for each value the rules that name it, and the rules that name none.</summary>
internal sealed class Dimension<T> where T : notnull
{
    /// <summary>Values whose patterns were looked up, kept for the next time.</summary>
    private const int MemoLimit = 4096;

    private readonly Dictionary<T, List<int>> _draft;
    private readonly Dictionary<T, int[]> _rules;
    private readonly List<(string Pattern, int Rule)> _patterns = [];
    private readonly ConcurrentDictionary<T, int[]> _memo;
    private readonly ulong[] _any;

    public Dimension(IReadOnlyList<PolicyRule> rules, Func<PolicyRule, IEnumerable<T>> values, IEqualityComparer<T>? comparer = null)
    {
        _draft = new(comparer);
        _memo = new(comparer ?? EqualityComparer<T>.Default);
        _any = new ulong[RuleBits.Words(rules.Count)];
        for (var at = 0; at < rules.Count; at++)
        {
            var isAny = true;
            foreach (var value in values(rules[at]))
            {
                isAny = false;
                if (value is string text && text.Contains('*', StringComparison.Ordinal)) _patterns.Add((text, at));
                else if (_draft.TryGetValue(value, out var list)) list.Add(at);
                else _draft[value] = [at];
            }
            if (isAny) RuleBits.Set(_any, at);
            else IsUsed = true;
        }
        _rules = _draft.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), comparer);
        _draft.Clear();
    }

    /// <summary>True where any rule looks at this.</summary>
    public bool IsUsed { get; }

    /// <summary>The rules that do not look at this.</summary>
    public ReadOnlySpan<ulong> Any => _any;

    /// <summary>Keeps the rules that take this value, or any.</summary>
    public void Keep(Span<ulong> bits, T value)
    {
        ReadOnlySpan<int> exact = _rules.TryGetValue(value, out var found) ? found : [];
        RuleBits.Intersect(bits, _any, exact, _patterns.Count == 0 ? [] : Patterns(value));
    }

    /// <summary>Keeps the rules that take one of these values, or any.</summary>
    public void KeepAnyOf(Span<ulong> bits, IReadOnlyList<T> values)
    {
        if (values.Count == 1)
        {
            Keep(bits, values[0]);
            return;
        }
        var all = new List<int>();
        foreach (var value in values)
        {
            if (_rules.TryGetValue(value, out var found)) all.AddRange(found);
            if (_patterns.Count > 0) all.AddRange(Patterns(value));
        }
        RuleBits.Intersect(bits, _any, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(all), []);
    }

    /// <summary>Keeps the rules that do not look at this: there is no value.</summary>
    public void KeepNone(Span<ulong> bits) => RuleBits.Intersect(bits, _any, [], []);

    private int[] Patterns(T value)
    {
        if (_memo.TryGetValue(value, out var known)) return known;
        var text = (string)(object)value;
        int[] found = [.. _patterns.Where(pattern => Glob.IsMatch(pattern.Pattern, text)).Select(pattern => pattern.Rule).Distinct()];
        if (_memo.Count >= MemoLimit) _memo.Clear();
        return _memo[value] = found;
    }
}
