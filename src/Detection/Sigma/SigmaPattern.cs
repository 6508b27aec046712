using System.Text;
using Sekimori.Detection.Matching;

namespace Sekimori.Detection.Sigma;

/// <summary>
/// A value of a rule as it is written: "*" and "?" are wildcards unless a backslash precedes them, two backslashes are one.
/// </summary>
internal sealed class SigmaPattern
{
    private readonly List<GlobPart> _parts = [];

    public SigmaPattern(string written)
    {
        for (var i = 0; i < written.Length; i++)
        {
            var letter = written[i];
            if (letter == '\\' && i + 1 < written.Length && IsSpecial(written[i + 1])) _parts.Add(new(written[++i], false, false));
            else _parts.Add(new(letter, letter == '*', letter == '?'));
        }
    }

    private static bool IsSpecial(char letter) => letter is '*' or '?' or '\\';

    /// <summary>The text with wildcards taken literally, for encodings.</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder();
            foreach (var part in _parts) text.Append(part.Letter);
            return text.ToString();
        }
    }

    /// <summary>The cheapest matcher for the pattern at this place of a field.</summary>
    public TextMatcher Compile(TextShape shape, bool isCased)
    {
        var parts = _parts.ToList();
        if (shape is TextShape.Inside or TextShape.End) parts.Insert(0, new('*', true, false));
        if (shape is TextShape.Inside or TextShape.Start) parts.Add(new('*', true, false));
        int first = 0, last = parts.Count;
        while (first < last && parts[first].IsStar) first++;
        while (last > first && parts[last - 1].IsStar) last--;
        var middle = parts.GetRange(first, last - first);
        if (middle.Exists(part => part.IsStar || part.IsAny)) return new GlobMatcher(parts, isCased);
        var text = string.Concat(middle.Select(part => part.Letter));
        var found = (first > 0, last < parts.Count) switch
        {
            (true, true) => TextShape.Inside,
            (true, false) => TextShape.End,
            (false, true) => TextShape.Start,
            _ => TextShape.Whole,
        };
        // A pattern of stars alone means "the field exists with any value".
        if (middle.Count == 0 && found != TextShape.Whole) found = TextShape.Inside;
        return new PlainMatcher(text, found, isCased);
    }
}
