using System.Globalization;

namespace Sekimori.Survey.Directory;

/// <summary>A directory as people write it: "ldap://dc1.lab.test", "ldaps://dc1.lab.test:636/OU=Servers,DC=lab,DC=test".</summary>
/// <param name="Host">The name, which a ticket and a certificate are for.</param>
/// <param name="Port">The port.</param>
/// <param name="IsTls">True for TLS from the first byte.</param>
/// <param name="Base">Where to look; empty for the directory's own naming context.</param>
internal sealed record DirectoryTarget(string Host, int Port, bool IsTls, string Base)
{
    // RFC 4516 2; IANA.
    private const int LdapPort = 389, LdapsPort = 636;

    /// <summary>True if a target is meant as a directory.</summary>
    public static bool IsIt(string text) => text.StartsWith("ldap://", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("ldaps://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads one.</summary>
    /// <exception cref="DirectoryException">It is none; the message says what to write.</exception>
    public static DirectoryTarget Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.UserInfo.Length > 0
            || text.Contains('?', StringComparison.Ordinal))
            throw new DirectoryException($"'{text}' is no directory: write ldap://HOST, ldap://HOST/BASE or ldaps://HOST");
        var isTls = uri.Scheme.Equals("ldaps", StringComparison.OrdinalIgnoreCase);
        return new(uri.IdnHost.Trim('[', ']'), uri.IsDefaultPort || uri.Port < 0 ? isTls ? LdapsPort : LdapPort : uri.Port, isTls,
            Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')));
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var port = Port == (IsTls ? LdapsPort : LdapPort) ? "" : string.Create(CultureInfo.InvariantCulture, $":{Port}");
        return $"{(IsTls ? "ldaps" : "ldap")}://{Host}{port}";
    }
}
