namespace Sekimori.Guard.Policy;

/// <summary>A pattern in which "*" matches any characters; case is ignored.</summary>
internal static class Glob
{
    /// <summary>True if the whole text fits the pattern.</summary>
    public static bool IsMatch(string pattern, string text)
    {
        int at = 0, part = 0, star = -1, mark = 0;
        while (at < text.Length)
        {
            if (part < pattern.Length && pattern[part] == '*') (star, mark) = (part++, at);
            else if (part < pattern.Length && char.ToUpperInvariant(pattern[part]) == char.ToUpperInvariant(text[at]))
                (at, part) = (at + 1, part + 1);
            else if (star >= 0) (part, at) = (star + 1, ++mark);
            else return false;
        }
        while (part < pattern.Length && pattern[part] == '*') part++;
        return part == pattern.Length;
    }
}
