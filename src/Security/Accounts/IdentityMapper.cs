using Sekimori.Guard;

namespace Sekimori.Security.Accounts;

/// <summary>Turns an outside identity into an account or a role, by explicit mappings alone.</summary>
public static class IdentityMapper
{
    /// <summary>What a Kerberos identity is here: the mapping of the principal goes before those of groups; among groups an account goes before roles, and the highest role counts.</summary>
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

    /// <summary>What a certificate is here, whose chain has been checked: subject or UPN, and an issuer of its chain, have to be those of one mapping.</summary>
    /// <param name="accounts">Accounts and mappings.</param>
    /// <param name="names">The certificate's subject and UPNs.</param>
    /// <param name="issuers">SHA-256 thumbprints of the certificates above it in the chain.</param>
    /// <exception cref="AccountDirectoryException">The accounts cannot be looked up.</exception>
    public static MappedIdentity OfCertificate(IAccountDirectory accounts, IReadOnlyList<string> names, IReadOnlyList<string> issuers)
    {
        foreach (var mapping in accounts.Mappings)
        {
            if (mapping.Kind == IdentityKind.Certificate && mapping.Issuer is { } issuer && issuers.Contains(issuer, StringComparer.OrdinalIgnoreCase)
                && names.Contains(mapping.Identity, StringComparer.OrdinalIgnoreCase))
            {
                return Resolve(accounts, mapping);
            }
        }

        return MappedIdentity.Nobody;
    }

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
