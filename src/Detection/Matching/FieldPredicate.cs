using Sekimori.Detection.Events;

namespace Sekimori.Detection.Matching;

/// <summary>A field has a value that matches one of several, or all of them.</summary>
internal sealed class FieldPredicate(Field field, IReadOnlyList<ValueMatcher> matchers, bool wantsAll) : Predicate
{
    private readonly ValueMatcher[] _matchers = wantsAll ? [.. matchers] : Joined(matchers);

    public override Truth Test(EventView seen)
    {
        // A placeholder without values leaves nothing to look for.
        if (_matchers.Length == 0) return Truth.No;
        if (!seen.Knows(field)) return Truth.Unknown;
        var held = 0;
        foreach (var matcher in _matchers)
        {
            if (!matcher.IsCertain(seen)) return Truth.Unknown;
            if (matcher.IsMatch(seen, field))
            {
                held++;
                if (!wantsAll) return Truth.Yes;
            }
            else if (wantsAll) return Truth.No;
        }
        return wantsAll && held == _matchers.Length ? Truth.Yes : Truth.No;
    }

    /// <summary>One search replaces many if any of several texts will do.</summary>
    private static ValueMatcher[] Joined(IReadOnlyList<ValueMatcher> matchers)
    {
        var made = new List<ValueMatcher>();
        foreach (var group in matchers.GroupBy(matcher =>
            matcher is PlainMatcher { Shape: TextShape.Inside, Wanted.Length: > 0 } plain ? (bool?)plain.IsCased : null))
        {
            if (group.Key is { } isCased && group.Count() > 1)
                made.Add(new AnyInsideMatcher([.. group.Select(matcher => ((PlainMatcher)matcher).Wanted)], isCased));
            else made.AddRange(group);
        }
        return [.. made];
    }
}

/// <summary>Any value of the event matches one of several keywords, or all of them are found.</summary>
internal sealed class KeywordPredicate(IReadOnlyList<TextMatcher> keywords, bool wantsAll) : Predicate
{
    public override Truth Test(EventView seen)
    {
        if (keywords.Count == 0) return Truth.No;
        if (seen is KnownView or KnownRecordView or UnknownView) return Truth.Unknown;
        foreach (var keyword in keywords)
        {
            var found = false;
            foreach (var value in seen.Everything())
                if (found = keyword.IsMatch(value)) break;
            if (found != wantsAll) return found ? Truth.Yes : Truth.No;
        }
        return wantsAll ? Truth.Yes : Truth.No;
    }
}
