namespace Sekimori.Security.Accounts;

/// <summary>
/// Which names mean this host, if a logon names a domain: an empty one, ".", the host's names and addresses and the configured one. Another
/// domain is foreign if a domain is configured; if none is, it means this host, as for a Windows server without a domain ([MS-APDS]
/// 3.1.5.1). Nothing is forwarded.
/// </summary>
public sealed class LocalAuthority
{
    // [MS-NLMP] 2.2.2.1 MsvAvNbComputerName: a NetBIOS name has at most 15 characters.
    private const int NetBiosNameLength = 15;

    private readonly HashSet<string> _names;

    /// <summary>Makes the authority of a host.</summary>
    /// <param name="hostName">The host's name, short or fully qualified.</param>
    /// <param name="domain">The configured name of what Windows calls the domain or workgroup; null for the host's own name.</param>
    /// <param name="aliases">Other names that mean this host.</param>
    public LocalAuthority(string hostName, string? domain = null, params IEnumerable<string> aliases)
    {
        DnsName = hostName;
        var label = hostName.Split('.')[0];
        ComputerName = (label.Length > NetBiosNameLength ? label[..NetBiosNameLength] : label).ToUpperInvariant();
        DomainName = domain ?? ComputerName;
        TakesUnknownDomains = domain is null;
        _names = new HashSet<string>(aliases, StringComparer.OrdinalIgnoreCase) { "", ".", hostName, label, ComputerName, DomainName };
    }

    /// <summary>The host's NetBIOS name.</summary>
    public string ComputerName { get; }

    /// <summary>The host's DNS name.</summary>
    public string DnsName { get; }

    /// <summary>What NTLM's challenge gives as the target's name.</summary>
    public string DomainName { get; }

    /// <summary>
    /// Whether the accounts of a domain that nobody has heard of are the local ones. Clients send the workgroup of their own settings,
    /// which says nothing of the account.
    /// </summary>
    public bool TakesUnknownDomains { get; init; }

    /// <summary>The names and addresses of this host.</summary>
    public HostNames Host { get; init; } = HostNames.Loopback;

    /// <summary>Whether the accounts of <paramref name="domain"/> are those of this host.</summary>
    public bool IsLocal(string domain) => TakesUnknownDomains || _names.Contains(domain) || Host.Contains(domain);

    /// <summary>
    /// True if a name may end in "+target", which names a host behind a gateway and is no part of the account's name. No account has a
    /// plus sign in its name.
    /// </summary>
    internal bool TakesTargets { get; init; }

    /// <summary>The name of the account: without a target. What counts wrong passwords counts them by this one.</summary>
    /// <param name="user">The user's name as the client sent it, without a domain.</param>
    internal string AccountOf(string user) => TakesTargets && user.IndexOf('+') is > 0 and var plus ? user[..plus] : user;

    /// <summary>The target that a name ends in; null if there is none.</summary>
    /// <param name="name">The name as the client sent it.</param>
    internal static string? TargetOf(string name) =>
        Split(name).User is var user && user.IndexOf('+') is > 0 and var plus ? user[(plus + 1)..] : null;

    /// <summary>Parses <c>name</c>, <c>HOST\name</c> or <c>name@host</c>.</summary>
    /// <returns>The user's name, and the domain or the empty string.</returns>
    public static (string User, string Domain) Split(string name)
    {
        if (name.IndexOf('\\') is >= 0 and var back) return (name[(back + 1)..], name[..back]);
        if (name.LastIndexOf('@') is > 0 and var at) return (name[..at], name[(at + 1)..]);
        return (name, "");
    }
}
