using System.Globalization;
using Sekimori.Posture.Checks;

namespace Sekimori.Posture.Evaluation;

/// <summary>The ends of support of what a server runs on, from support.yml, and how old the tables of this assembly are.</summary>
internal static class SupportTable
{
    private const string Mark = "Date of this table: ";

    // Tables whose age decides about findings.
    private static readonly string[] Tables = ["lifecycle.yml", "patches.yml", "support.yml"];

    private static readonly Dictionary<string, string> Ends = EmbeddedText.Read("support.yml").Split('\n')
        .Select(line => line.Split('#')[0].Split(':', StringSplitOptions.TrimEntries)).Where(parts => parts.Length == 2)
        .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.OrdinalIgnoreCase);

    /// <summary>The day of each table, ISO 8601.</summary>
    public static IReadOnlyList<(string Name, string Day)> Days { get; } =
        [.. Tables.Select(name => (name, DayOf(EmbeddedText.Read(name))))];

    /// <summary>The last day of support of a part such as "debian 12"; null for one that the table does not have.</summary>
    public static string? End(string part) => Ends.GetValueOrDefault(part)
        // A release of a distribution may be given with its minor number.
        ?? (part.LastIndexOf('.') is > 0 and var dot ? Ends.GetValueOrDefault(part[..dot]) : null);

    private static string DayOf(string text)
    {
        var at = text.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length;
        return DateOnly.ParseExact(text.AsSpan(at, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture)
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}
