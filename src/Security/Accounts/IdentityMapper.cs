using Sekimori.Guard;

namespace Sekimori.Security.Accounts;

/// <summary>Maps an external identity to an account or a role, by explicit mappings only.</summary>
internal static class IdentityMapper
{
    /// <summary>What an outside identity is here now.</summary>
    /// <exception cref="AccountDirectoryException">The accounts cannot be looked up.</exception>
    public static MappedIdentity Of(IAccountDirectory accounts, OutsideIdentity outside) => outside.IsCertificate
        ? OfCertificate(accounts, outside.Subject, outside.PrincipalNames, outside.Vouchers)
        : OfKerberos(accounts, outside.Subject, outside.Vouchers);

    /// <summary>
    /// The mapping of a Kerberos identity: the principal's takes precedence over those of groups; among groups an account over roles, and
    /// the highest role counts.
    /// </summary>
    /// <param name="accounts">Accounts and mappings.</param>
    /// <param name="principal">user@REALM. Compared with case, as Kerberos compares (RFC 4120 6.2).</param>
    /// <param name="sids">The SIDs of the ticket's PAC.</param>
    /// <exception cref="AccountDirectoryException">The accounts cannot be looked up.</exception>
    public static MappedIdentity OfKerberos(IAccountDirectory accounts, string principal, IReadOnlyList<string> sids)
    {
        var mappings = accounts.Mappings;
        foreach (var mapping in mappings)
        {
            if (mapping.Kind == IdentityKind.KerberosPrincipal && mapping.Identity == principal) return Resolve(accounts, mapping);
        }

        var highest = MappedIdentity.Nobody;
        foreach (var mapping in mappings)
        {
            if (mapping.Kind != IdentityKind.GroupSid || !sids.Contains(mapping.Identity, StringComparer.OrdinalIgnoreCase)) continue;
            if (mapping.Account is not null) return Resolve(accounts, mapping);
            if (mapping.Role > highest.Role) highest = Resolve(accounts, mapping);
        }

        return highest;
    }

    /// <summary>
    /// What a certificate is here, whose chain has been checked: subject or UPN, and an issuer of its chain, must be those of one mapping.
    /// Of several the one with the longest name counts ([MS-WSMV] 3.1.4.1.35); if two of that length disagree, none does.
    /// </summary>
    /// <param name="accounts">Accounts and mappings.</param>
    /// <param name="subject">The certificate's subject.</param>
    /// <param name="principalNames">Its user principal names.</param>
    /// <param name="issuers">Thumbprints, by SHA-256 and by SHA-1, of the certificates above it in the chain.</param>
    /// <exception cref="AccountDirectoryException">The accounts cannot be looked up.</exception>
    public static MappedIdentity OfCertificate(
        IAccountDirectory accounts, string subject, IReadOnlyList<string> principalNames, IReadOnlyList<string> issuers)
    {
        IdentityMapping? best = null;
        var isAmbiguous = false;
        foreach (var mapping in accounts.Mappings)
        {
            if (mapping is not { Kind: IdentityKind.Certificate, Enabled: true, Issuer: { } issuer }
                || !issuers.Contains(issuer, StringComparer.OrdinalIgnoreCase)) continue;
            if (!IsNamed(mapping, subject, principalNames) || mapping.Identity.Length < best?.Identity.Length) continue;
            isAmbiguous = mapping.Identity.Length == best?.Identity.Length && (mapping.Account, mapping.Role) != (best.Account, best.Role);
            best = mapping;
        }

        return best is null || isAmbiguous ? MappedIdentity.Nobody : Resolve(accounts, best);
    }

    // The authority lets the owner choose a subject, "CN=printer@lab.test" too: it is never taken for a user principal name.
    private static bool IsNamed(IdentityMapping mapping, string subject, IReadOnlyList<string> principalNames) =>
        CertificateNames.Of(mapping) switch
        {
            CertificateNameKind.Subject => IsNamed(mapping.Identity, subject),
            CertificateNameKind.PrincipalName => principalNames.Any(name => IsNamed(mapping.Identity, name)),
            _ => false,
        };

    // [MS-WSMV] 2.2.4.3: an asterisk at the start or the end matches any text.
    private static bool IsNamed(string pattern, string name) =>
        pattern.StartsWith('*') ? name.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase)
        : pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase)
        : name.Equals(pattern, StringComparison.OrdinalIgnoreCase);

    private static MappedIdentity Resolve(IAccountDirectory accounts, IdentityMapping mapping)
    {
        if (mapping.Account is not { } name) return new MappedIdentity(null, mapping.Role);
        return accounts.Find(name) switch
        {
            null => new MappedIdentity(null, Role.None, RefusalReason.UnknownAccount, name),
            { Enabled: false } => new MappedIdentity(null, Role.None, RefusalReason.Disabled, name),
            { } account => new MappedIdentity(account, account.Role, null, name),
        };
    }
}
