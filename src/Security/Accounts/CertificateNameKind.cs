namespace Sekimori.Security.Accounts;

/// <summary>Which of a certificate's names a mapping means.</summary>
public enum CertificateNameKind
{
    /// <summary>Not specified; the name itself decides, if it can.</summary>
    Unspecified,

    /// <summary>The subject ("CN=alice, O=Lab").</summary>
    Subject,

    /// <summary>A user principal name of its alternative names ("alice@lab.test").</summary>
    PrincipalName,
}
