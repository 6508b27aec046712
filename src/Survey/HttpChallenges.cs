namespace Sekimori.Survey;

/// <summary>The schemes of WWW-Authenticate (RFC 9110 11.6.1): several headers, or several challenges with commas in one.</summary>
internal static class HttpChallenges
{
    /// <summary>The schemes in their order, each once.</summary>
    public static IReadOnlyList<string> Schemes(IEnumerable<string> headers)
    {
        var schemes = new List<string>();
        foreach (var part in headers.SelectMany(Split))
        {
            var text = part.Trim();
            var end = text.IndexOf(' ', StringComparison.Ordinal);
            var word = end < 0 ? text : text[..end];
            // A parameter has '=' in its first word; a scheme is a token without one.
            if (word.Length == 0 || word.Contains('=', StringComparison.Ordinal) || !word.All(IsToken)) continue;
            if (!schemes.Contains(word, StringComparer.OrdinalIgnoreCase)) schemes.Add(word);
        }

        return schemes;
    }

    /// <summary>The token of a scheme in base64; null if there is none.</summary>
    public static byte[]? Token(IEnumerable<string> headers, string scheme)
    {
        foreach (var header in headers)
            if (header.StartsWith(scheme + " ", StringComparison.OrdinalIgnoreCase))
            {
                var text = header[(scheme.Length + 1)..].Trim();
                var bytes = new byte[text.Length];
                if (Convert.TryFromBase64String(text, bytes, out var count)) return bytes[..count];
            }

        return null;
    }

    // RFC 9110 5.6.2.
    private static bool IsToken(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);

    // Commas in quoted parameters do not separate.
    private static IEnumerable<string> Split(string header)
    {
        var start = 0;
        var isQuoted = false;
        for (var i = 0; i < header.Length; i++)
        {
            if (header[i] == '\\' && isQuoted) i++;
            else if (header[i] == '"') isQuoted = !isQuoted;
            else if (header[i] == ',' && !isQuoted)
            {
                yield return header[start..i];
                start = i + 1;
            }
        }

        yield return header[start..];
    }
}
