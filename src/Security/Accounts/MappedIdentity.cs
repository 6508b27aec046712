using System.Net;
using Sekimori.Guard;

namespace Sekimori.Security.Accounts;

/// <summary>What an outside identity is here.</summary>
/// <param name="Account">The account that it is mapped to; null where it is mapped to a role alone, or to nothing.</param>
/// <param name="Role">Its role.</param>
/// <param name="Refusal">Why the account that it is mapped to cannot be used; null where it can, or there is none.</param>
/// <param name="Name">The name of the account that the mapping names.</param>
public sealed record MappedIdentity(Account? Account, Role Role, RefusalReason? Refusal = null, string? Name = null)
{
    /// <summary>Authenticated, and without any right.</summary>
    public static MappedIdentity Nobody { get; } = new(null, Role.None);

    /// <summary>The caller that this identity becomes.</summary>
    /// <param name="principal">Its name outside, for one that is mapped to no account.</param>
    /// <param name="scheme">How it was proved.</param>
    /// <param name="level">How far the exchange is protected.</param>
    /// <param name="remote">Where the peer is.</param>
    public Caller ToCaller(string principal, string scheme, ProtectionLevel level, IPEndPoint? remote) =>
        Account?.ToCaller(scheme, level, remote) ?? new Caller(principal, Role, scheme, level, remote);
}
