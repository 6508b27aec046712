namespace Sekimori.Security.Accounts;

/// <summary>The kinds of external identities that can be mapped.</summary>
public enum IdentityKind
{
    /// <summary>A Kerberos principal, name@REALM.</summary>
    KerberosPrincipal,

    /// <summary>A group of a Kerberos ticket's PAC ([MS-PAC] 2.5), as S-1-….</summary>
    GroupSid,

    /// <summary>A client certificate's subject or UPN, as WS-Man's certificate mapping has it.</summary>
    Certificate,
}
