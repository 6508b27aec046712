using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Sekimori.Detection.Matching;

/// <summary>Where a text is searched for.</summary>
internal enum TextShape : byte
{
    Whole,
    Inside,
    Start,
    End,
}

/// <summary>A text without wildcards.</summary>
internal sealed class PlainMatcher(string wanted, TextShape shape, bool isCased) : TextMatcher
{
    private readonly StringComparison _comparison = isCased ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>Where the text is searched for.</summary>
    public TextShape Shape => shape;

    /// <summary>True if capital and small letters differ.</summary>
    public bool IsCased => isCased;

    /// <summary>The text to search for.</summary>
    public string Wanted => wanted;

    public override bool IsMatch(string text) => shape switch
    {
        TextShape.Whole => text.Equals(wanted, _comparison),
        TextShape.Inside => text.Contains(wanted, _comparison),
        TextShape.Start => text.StartsWith(wanted, _comparison),
        _ => text.EndsWith(wanted, _comparison),
    };
}

/// <summary>Any of several texts without wildcards, anywhere in the field: found in one pass.</summary>
internal sealed class AnyInsideMatcher(IReadOnlyList<string> wanted, bool isCased) : TextMatcher
{
    private readonly SearchValues<string> _wanted =
        SearchValues.Create([.. wanted], isCased ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);

    public override bool IsMatch(string text) => text.AsSpan().ContainsAny(_wanted);
}

/// <summary>
/// A text with wildcards between its parts: "*" for any run, "?" for one character. Linear in the text, however the pattern is made.
/// </summary>
internal sealed class GlobMatcher(IReadOnlyList<GlobPart> parts, bool isCased) : TextMatcher
{
    private readonly GlobPart[] _parts = [.. parts];

    public override bool IsMatch(string text)
    {
        // The classic two-pointer algorithm: on a mismatch, the last star takes one character more.
        int at = 0, part = 0, star = -1, mark = 0;
        while (at < text.Length)
        {
            if (part < _parts.Length && _parts[part].IsStar)
            {
                star = part++;
                mark = at;
            }
            else if (part < _parts.Length && _parts[part].IsAny)
            {
                at += Length(text, at);
                part++;
            }
            else if (part < _parts.Length && IsSame(text[at], _parts[part].Letter))
            {
                at++;
                part++;
            }
            else if (star >= 0)
            {
                part = star + 1;
                at = mark += Length(text, mark);
            }
            else return false;
        }
        while (part < _parts.Length && _parts[part].IsStar) part++;
        return part == _parts.Length;
    }

    /// <summary>A character outside of the basic plane is two in .NET's texts, and one for "?".</summary>
    private static int Length(string text, int at) => at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? 2 : 1;

    private bool IsSame(char left, char right) =>
        left == right || (!isCased && char.ToUpperInvariant(left) == char.ToUpperInvariant(right));
}

/// <summary>One letter of a pattern, or a wildcard.</summary>
internal readonly record struct GlobPart(char Letter, bool IsStar, bool IsAny);

/// <summary>
/// A regular expression. The engine without backtracking where the expression allows it, else one with an end: a rule must not stop the
/// door.
/// </summary>
internal sealed class RegexMatcher : TextMatcher
{
    // For regex engines that backtrack. The non-backtracking one runs in time linear to the text, which has limits of its own; on a busy
    // host a timeout would only make it miss matches.
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(100);

    private readonly Regex _regex;

    public RegexMatcher(string expression, RegexOptions options)
    {
        options |= RegexOptions.CultureInvariant;
        try
        {
            _regex = new(expression, options | RegexOptions.NonBacktracking, Regex.InfiniteMatchTimeout);
        }
        catch (NotSupportedException)
        {
            _regex = new(expression, options, Timeout);
            // The engine's own start is no part of the first text's time.
            IsMatch("");
        }
    }

    public override bool IsMatch(string text)
    {
        try
        {
            return _regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}

/// <summary>An address in a network.</summary>
internal sealed class NetworkMatcher(IPNetwork network) : TextMatcher
{
    public override bool IsMatch(string text)
    {
        // IPAddress accepts "1" and "10.1" as addresses; a field that holds a number is not one.
        if (!text.Contains(':', StringComparison.Ordinal) && text.AsSpan().Count('.') != 3) return false;
        return IPAddress.TryParse(text.AsSpan().Trim(), out var address)
            && (network.Contains(address) || (address.IsIPv4MappedToIPv6 && network.Contains(address.MapToIPv4())));
    }
}

/// <summary>A number compared with one.</summary>
internal sealed class NumberMatcher(ExactNumber wanted, string comparison) : TextMatcher
{
    public override bool IsMatch(string text)
    {
        if (!ExactNumber.TryParse(text, out var value)) return false;
        var order = value.CompareTo(wanted);
        return comparison switch { "lt" => order < 0, "lte" => order <= 0, "gt" => order > 0, "gte" => order >= 0, _ => order == 0 };
    }
}

/// <summary>A part of a date compared by another matcher (Sigma's time modifiers).</summary>
internal sealed class DatePartMatcher(string part, TextMatcher inner) : TextMatcher
{
    public override bool IsMatch(string text)
    {
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return false;
        var number = part switch
        {
            "minute" => time.Minute,
            "hour" => time.Hour,
            "day" => time.Day,
            "week" => ISOWeek.GetWeekOfYear(time.DateTime),
            "month" => time.Month,
            _ => time.Year,
        };
        return inner.IsMatch(number.ToString(CultureInfo.InvariantCulture));
    }
}
