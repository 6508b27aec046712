namespace Sekimori.Security.Accounts;

/// <summary>Determines which of a certificate's names a mapping without this information means: those that were created before the
/// distinction, and those of WS-Management, which has none ([MS-WSMV] 2.2.4.3).</summary>
internal static class CertificateNames
{
    /// <summary>
    /// What a name or pattern can mean: with "=" a subject, whose attributes all have one; with "@" and no "=" a user principal name.
    /// A single asterisk matches every certificate, and each has one subject.
    /// <see cref="CertificateNameKind.Unspecified"/> if it is ambiguous.
    /// </summary>
    public static CertificateNameKind Guess(string name) =>
        name.Contains('=', StringComparison.Ordinal) || name == "*" ? CertificateNameKind.Subject
        : name.Contains('@', StringComparison.Ordinal) ? CertificateNameKind.PrincipalName
        : CertificateNameKind.Unspecified;

    /// <summary>The meaning of a mapping; <see cref="CertificateNameKind.Unspecified"/> for an ambiguous one, which maps nothing until
    /// somebody says which.</summary>
    public static CertificateNameKind Of(IdentityMapping mapping) =>
        mapping.Name == CertificateNameKind.Unspecified ? Guess(mapping.Identity) : mapping.Name;
}
