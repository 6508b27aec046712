namespace Sekimori.Cim.Wql;

/// <summary>A LIKE pattern ([MS-WMI] 2.2.1.1). What precedes the first percent sign is compared with the start of the text, what follows
/// the last one against its end, and each part between them is searched for after the one before: the first match will do, since a percent
/// sign matches anything.</summary>
internal sealed class LikePattern
{
    /// <summary>How long a pattern may be: 16 words of bits for each character of a text.</summary>
    public const int MaxLength = 1024;

    private readonly LikeSegment _begin;
    private readonly LikeSegment? _end;
    private readonly List<LikeSegment> _between = [];

    public LikePattern(string pattern)
    {
        var elements = new List<LikeElement>(pattern.Length);
        for (var i = 0; i < pattern.Length; i++)
        {
            HasWildcards |= pattern[i] is '%' or '_' or '[';
            if (pattern[i] == '%')
            {
                // Several in a row mean the same as one.
                if (_begin is null)
                    _begin = Take(elements);
                else if (elements.Count > 0)
                    _between.Add(Take(elements));
            }
            else if (pattern[i] == '_')
            {
                elements.Add(new LikeElement(LikeElement.Type.Any));
            }
            else if (pattern[i] == '[' && pattern.IndexOf(']', i + 1) is var end and > 0 && end > i + 1)
            {
                elements.Add(ReadSet(pattern.AsSpan(i + 1, end - i - 1)));
                i = end;
            }
            else
            {
                elements.Add(new LikeElement(LikeElement.Type.Literal, char.ToUpperInvariant(pattern[i])));
            }
        }
        if (_begin is null)
            _begin = Take(elements);
        else
            _end = Take(elements);
    }

    /// <summary>Does it have any of the characters with a meaning?</summary>
    public bool HasWildcards { get; }

    public bool Matches(ReadOnlySpan<char> text, EvaluationBudget budget)
    {
        if (_end is null)
            return text.Length == _begin.Length && _begin.MatchesAt(text, 0, budget);
        var rest = text.Length - _end.Length;
        if (rest < _begin.Length || !_begin.MatchesAt(text, 0, budget) || !_end.MatchesAt(text, rest, budget))
            return false;
        text = text[..rest];
        var at = _begin.Length;
        foreach (var part in _between)
            if ((at = part.Find(text, at, budget)) < 0)
                return false;
        return true;
    }

    private static LikeSegment Take(List<LikeElement> elements)
    {
        var segment = new LikeSegment([.. elements]);
        elements.Clear();
        return segment;
    }

    private static LikeElement ReadSet(ReadOnlySpan<char> set)
    {
        // "[^]" is the caret itself.
        var negated = set.Length > 1 && set[0] == '^';
        if (negated)
            set = set[1..];
        var ranges = new List<(char From, char To)>();
        for (var i = 0; i < set.Length; i++)
        {
            var from = char.ToUpperInvariant(set[i]);
            // "a-" at the end is two literals; "a=f" is a range as "a-f" is.
            if (i + 2 < set.Length && set[i + 1] is '-' or '=')
            {
                ranges.Add((from, char.ToUpperInvariant(set[i + 2])));
                i += 2;
            }
            else
            {
                ranges.Add((from, from));
            }
        }
        return new LikeElement(negated ? LikeElement.Type.NotInSet : LikeElement.Type.InSet, '\0', [.. ranges]);
    }
}
