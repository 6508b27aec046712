namespace Sekimori.Cim.Wql;

/// <summary>A LIKE pattern ([MS-WMI] 2.2.1.1), matched greedily with a single point to go back to: at worst the text's length times the pattern's.</summary>
internal sealed class LikePattern
{
    /// <summary>How long a pattern may be, since every character of it may cost time for every character of a property.</summary>
    public const int MaxLength = 1024;

    private readonly Element[] _elements;

    public LikePattern(string pattern)
    {
        var elements = new List<Element>(pattern.Length);
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '%')
            {
                // Several in a row mean the same as one.
                if (elements.Count == 0 || elements[^1].Kind != Kind.Run)
                    elements.Add(new Element(Kind.Run));
                continue;
            }
            HasWildcards |= pattern[i] is '_' or '[';
            if (pattern[i] == '_')
                elements.Add(new Element(Kind.Any));
            else if (pattern[i] == '[' && pattern.IndexOf(']', i + 1) is var end and > 0 && end > i + 1)
                (elements, i) = (With(elements, ReadSet(pattern.AsSpan(i + 1, end - i - 1))), end);
            else
                elements.Add(new Element(Kind.Literal, char.ToUpperInvariant(pattern[i])));
        }
        _elements = [.. elements];
        HasWildcards |= elements.Exists(e => e.Kind == Kind.Run);
    }

    /// <summary>Does it have any of the characters with a meaning?</summary>
    public bool HasWildcards { get; }

    public bool Matches(string text)
    {
        int t = 0, p = 0, runAt = -1, retry = 0;
        while (t < text.Length)
        {
            if (p < _elements.Length && _elements[p].Kind == Kind.Run)
            {
                (runAt, retry) = (p++, t);
            }
            else if (p < _elements.Length && _elements[p].Matches(char.ToUpperInvariant(text[t])))
            {
                t++;
                p++;
            }
            else if (runAt >= 0)
            {
                (p, t) = (runAt + 1, ++retry);
            }
            else
            {
                return false;
            }
        }
        while (p < _elements.Length && _elements[p].Kind == Kind.Run)
            p++;
        return p == _elements.Length;
    }

    private static List<Element> With(List<Element> elements, Element added)
    {
        elements.Add(added);
        return elements;
    }

    private static Element ReadSet(ReadOnlySpan<char> set)
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
        return new Element(negated ? Kind.NotInSet : Kind.InSet, '\0', [.. ranges]);
    }

    private enum Kind : byte
    {
        Literal,
        Any,
        Run,
        InSet,
        NotInSet,
    }

    private readonly record struct Element(Kind Kind, char Literal = '\0', (char From, char To)[]? Ranges = null)
    {
        public bool Matches(char upper) => Kind switch
        {
            Kind.Literal => upper == Literal,
            Kind.Any => true,
            Kind.InSet => InRanges(upper),
            _ => !InRanges(upper),
        };

        private bool InRanges(char upper)
        {
            foreach (var (from, to) in Ranges!)
                if (upper >= from && upper <= to)
                    return true;
            return false;
        }
    }
}
