using System.Globalization;

namespace Sekimori.Survey.Directory;

/// <summary>The results of a directory that need words (RFC 4511 A).</summary>
internal static class LdapResult
{
    /// <summary>sizeLimitExceeded.</summary>
    public const int SizeLimit = 4;

    /// <summary>referral.</summary>
    public const int Referral = 10;

    // A directory's own text can be long; the rest says nothing to people.
    private const int MaxText = 200;

    /// <summary>The failure of an operation.</summary>
    public static DirectoryException Failure(string what, LdapReply reply)
    {
        var words = reply.Result switch
        {
            8 => "the directory demands a stronger logon: use ldaps://",
            Referral => "it is in another directory: name that one",
            32 => "there is no such base",
            34 => "the base is no distinguished name",
            49 => "the account or its password is wrong",
            50 => "the account may not do that",
            52 or 51 => "the directory is not available",
            _ => string.Create(CultureInfo.InvariantCulture, $"result {reply.Result}"),
        };
        var text = new string([.. reply.Message.Where(c => !char.IsControl(c)).Take(MaxText)]);
        return new DirectoryException($"{what} failed: {words}{(text.Length > 0 ? $" ({text})" : "")}");
    }
}
