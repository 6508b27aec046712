using Sekimori.Security.Accounts;

namespace Sekimori.Security.Credentials;

/// <summary>A user and a password: for NTLM, Basic, Digest and CredSSP, and for Kerberos if the domain is a realm.</summary>
public sealed class PasswordCredential : Credential
{
    /// <summary>Makes a credential.</summary>
    /// <param name="user">The user's name.</param>
    /// <param name="domain">Domain, host or realm; the empty string for the server's own.</param>
    /// <param name="password">The password.</param>
    public PasswordCredential(string user, string domain, string password)
    {
        User = user;
        Domain = domain;
        Password = password;
    }

    /// <summary>The user's name.</summary>
    public string User { get; }

    /// <summary>Domain, host or realm.</summary>
    public string Domain { get; }

    /// <summary>
    /// The name of the client's machine in an NTLM logon ([MS-NLMP] 2.2.1.3 Workstation), which hosts write to their logs; empty for none.
    /// </summary>
    internal string Workstation { get; init; } = "";

    /// <summary>The password.</summary>
    internal string Password { get; }

    /// <summary>Makes a credential of a name as people type it: <c>user</c>, <c>DOMAIN\user</c> or <c>user@REALM</c>.</summary>
    public static PasswordCredential Parse(string name, string password)
    {
        var (user, domain) = LocalAuthority.Split(name);
        return new PasswordCredential(user, domain, password);
    }

    /// <summary>The same with the name of the client's machine.</summary>
    internal static PasswordCredential Parse(string name, string password, string workstation)
    {
        var (user, domain) = LocalAuthority.Split(name);
        return new PasswordCredential(user, domain, password) { Workstation = workstation };
    }
}
