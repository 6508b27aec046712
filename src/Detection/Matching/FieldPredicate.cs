using Sekimori.Detection.Events;

namespace Sekimori.Detection.Matching;

/// <summary>A field has a value that matches one of several, or all of them.</summary>
internal sealed class FieldPredicate(Field field, IReadOnlyList<ValueMatcher> matchers, bool wantsAll) : Predicate
{
    private readonly ValueMatcher[] _matchers = [.. matchers];

    public override Truth Test(EventView seen)
    {
        if (!seen.Knows(field)) return Truth.Unknown;
        var held = 0;
        foreach (var matcher in _matchers)
        {
            if (matcher.IsMatch(seen, field))
            {
                held++;
                if (!wantsAll) return Truth.Yes;
            }
            else if (wantsAll) return Truth.No;
        }
        return wantsAll && held == _matchers.Length ? Truth.Yes : Truth.No;
    }
}

/// <summary>Any value of the event matches one of several keywords, or all of them are found.</summary>
internal sealed class KeywordPredicate(IReadOnlyList<TextMatcher> keywords, bool wantsAll) : Predicate
{
    public override Truth Test(EventView seen)
    {
        if (seen is KnownView) return Truth.Unknown;
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
