namespace Sekimori.Guard.Policy;

/// <summary>Lists of accounts as policies and settings have them: names with "*", and "group:ROLE".</summary>
internal static class AccountPatterns
{
    /// <summary>What a group begins with.</summary>
    public const string GroupPrefix = "group:";

    /// <summary>What an entry that is none must be.</summary>
    public const string Expected = "group:reader, group:operator or group:administrator, or the name of an account";

    /// <summary>True if a text can be an entry: a group is one of the roles.</summary>
    public static bool IsEntry(string text) => !text.StartsWith(GroupPrefix, StringComparison.Ordinal)
        || text[GroupPrefix.Length..] is "reader" or "operator" or "administrator";

    /// <summary>True if a list has an account, or one of its groups.</summary>
    /// <param name="patterns">The list.</param>
    /// <param name="account">The account's name.</param>
    /// <param name="groups">The account's roles.</param>
    public static bool Match(IEnumerable<string> patterns, string account, IReadOnlyList<string> groups) =>
        patterns.Any(one => one.StartsWith(GroupPrefix, StringComparison.Ordinal)
            ? groups.Contains(one[GroupPrefix.Length..], StringComparer.OrdinalIgnoreCase)
            : Glob.IsMatch(one, account));
}
