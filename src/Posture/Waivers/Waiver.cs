using System.Text.RegularExpressions;
using Sekimori.Posture.Evaluation;

namespace Sekimori.Posture.Waivers;

/// <summary>A finding that is accepted for a time. It stays in the report and does not count.</summary>
/// <param name="Check">The check's number.</param>
/// <param name="Host">A name, or a pattern with * and ?.</param>
/// <param name="Subject">The subject, or a pattern; null for every subject.</param>
/// <param name="Reason">Why it is accepted.</param>
/// <param name="By">Who accepted it.</param>
/// <param name="Until">The last day.</param>
internal sealed record Waiver(string Check, string Host, string? Subject, string Reason, string By, DateOnly Until)
{
    /// <summary>Whether it is about this finding, ended or not.</summary>
    public bool Matches(Finding finding) => finding.Check.Id.Equals(Check, StringComparison.OrdinalIgnoreCase)
        && IsLike(finding.Host, Host) && (Subject is null || IsLike(finding.Subject, Subject));

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime) > Until;

    private static bool IsLike(string text, string pattern) => Regex.IsMatch(text,
        "^" + Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal) + "$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
}
