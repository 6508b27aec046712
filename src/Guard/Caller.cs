using System.Net;

namespace Sekimori.Guard;

/// <summary>The caller: the outcome of authentication, as every handler, provider and log line sees it.</summary>
/// <param name="Account">The account's name as stored, or the empty string for an anonymous caller.</param>
/// <param name="Role">What the account may do.</param>
/// <param name="Scheme">How the caller proved who it is: "Basic", "NTLM", "Kerberos", "Local" …; "None" for an anonymous caller.</param>
/// <param name="Level">The protection of this exchange.</param>
/// <param name="Remote">The caller's address and port; null on the local transport.</param>
/// <param name="UnixUser">The Unix user that this caller's shells run as; null if none is mapped.</param>
public sealed record Caller(string Account, Role Role, string Scheme, ProtectionLevel Level, IPEndPoint? Remote = null,
    string? UnixUser = null)
{
    private readonly CallerIdentity? _identity;

    /// <summary>
    /// The groups that the caller's own authority vouches for, after those of the role: a Kerberos ticket's SIDs, a Unix user's group.
    /// Empty if there are only those of the role.
    /// </summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>
    /// The identity of the caller, independent of its name: what the caller opens belongs to it. If it is not known, the name by its
    /// scheme.
    /// </summary>
    public CallerIdentity Identity
    {
        get => _identity ?? (Account.Length == 0 ? default : CallerIdentity.Outside(Scheme, Account));
        init => _identity = value;
    }

    /// <summary>The claims of another authority about the caller; null if it proved a local password, or nothing.</summary>
    internal OutsideIdentity? Outside { get; init; }

    /// <summary>
    /// True if the caller only says who it is, and does not let the server act in its name: impersonation level "identify" of Windows,
    /// which NTLM and Kerberos announce by a flag.
    /// </summary>
    internal bool IsIdentifyOnly { get; init; }

    /// <summary>A caller that proved nothing.</summary>
    public static Caller Anonymous { get; } = new("", Role.None, "None", ProtectionLevel.None);

    /// <summary>True if the caller has no account.</summary>
    public bool IsAnonymous => Account.Length == 0;
}
