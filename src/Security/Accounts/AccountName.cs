using System.Buffers;

namespace Sekimori.Security.Accounts;

/// <summary>The rule for names of accounts.</summary>
internal static class AccountName
{
    /// <summary>Characters at most: what [MS-SAMR] 3.1.1.8.4 allows a client to send is more, but no person types it.</summary>
    public const int MaxLength = 64;

    // ':' ends the name in Basic (RFC 7617 2), '\', '/' and '@' separate name and domain; Windows rejects the others ([MS-SAMR] 3.1.1.6).
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("\"/\\[]:;|=,+*?<>@");

    /// <summary>Why <paramref name="name"/> cannot be an account's name; null if it can.</summary>
    public static string? FindDenialReason(string name)
    {
        if (name.Length == 0 || name.Trim() != name) return "a name must not be empty, and must not start or end with a space";
        if (name.Length > MaxLength) return $"a name is limited to {MaxLength} characters";
        if (name.AsSpan().ContainsAny(Forbidden)) return "a name must not contain \" / \\ [ ] : ; | = , + * ? < > @";
        foreach (var c in name)
        {
            if (char.IsControl(c) || char.IsSurrogate(c)) return "a name must contain printable characters only";
        }

        return name.Trim('.').Length == 0 ? "a name must not consist of dots only" : null;
    }
}
