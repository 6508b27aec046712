using Sekimori.Guard;

namespace Sekimori.Security.Accounts;

/// <summary>
/// An explicit setting that makes an outside identity a local account, or gives it a role. Without one, an identity is authenticated and
/// has no rights.
/// </summary>
/// <param name="Kind">What <paramref name="Identity"/> is.</param>
/// <param name="Identity">The principal with its realm, the SID, or the certificate's subject or UPN.</param>
/// <param name="Account">The account that it becomes; null if it only gets a role.</param>
/// <param name="Role">The role if no account is named; an account has its own.</param>
/// <param name="Issuer">For certificates: thumbprint of a certificate of the issuing chain, in hexadecimal, by SHA-256 or, as Windows'
/// clients write it, by SHA-1; else null.</param>
/// <param name="Enabled">False for a mapping that is kept, but maps nothing.</param>
/// <param name="Name">For certificates: which of its names <paramref name="Identity"/> is.</param>
public sealed record IdentityMapping(
    IdentityKind Kind, string Identity, string? Account, Role Role = Role.None, string? Issuer = null, bool Enabled = true,
    CertificateNameKind Name = CertificateNameKind.Unspecified);
