namespace Sekimori.App.Terminal;

/// <summary>Finds the word that was probably meant.</summary>
internal static class Nearest
{
    // Two slips in a word are a typing error; three make another word.
    private const int MaxErrors = 2;

    /// <summary>The nearest of <paramref name="known"/> within two insertions, deletions or replacements; null if none is near.</summary>
    public static string? To(string word, IEnumerable<string> known) =>
        known.Select(k => (Word: k, Errors: Distance(word.ToLowerInvariant(), k.ToLowerInvariant())))
            .Where(k => k.Errors <= MaxErrors && k.Errors < k.Word.Length)
            .OrderBy(k => k.Errors)
            .Select(k => k.Word)
            .FirstOrDefault();

    private static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > MaxErrors)
            return int.MaxValue;
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
