namespace Sekimori.Security.Accounts;

/// <summary>Reports which of a certificate's names a mapping means that does not say so: those that were made before there was a choice,
/// and those of WS-Management, which has none ([MS-WSMV] 2.2.4.3).</summary>
public static class CertificateNames
{
    /// <summary>
    /// What a name or pattern can mean: with "=" a subject, whose attributes all have one; with "@" and no "=" a user principal name.
    /// An asterisk alone means every certificate, and each has one subject.
    /// <see cref="CertificateNameKind.Unspecified"/> where it could be either.
    /// </summary>
    public static CertificateNameKind Guess(string name) => name.Contains('=', StringComparison.Ordinal) || name == "*" ? CertificateNameKind.Subject
        : name.Contains('@', StringComparison.Ordinal) ? CertificateNameKind.PrincipalName
        : CertificateNameKind.Unspecified;

    /// <summary>What a mapping means; <see cref="CertificateNameKind.Unspecified"/> for one that could mean either, and maps nothing until
    /// somebody says which.</summary>
    public static CertificateNameKind Of(IdentityMapping mapping) => mapping.Name == CertificateNameKind.Unspecified ? Guess(mapping.Identity) : mapping.Name;
}
