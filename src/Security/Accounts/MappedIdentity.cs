using System.Net;
using Sekimori.Guard;

namespace Sekimori.Security.Accounts;

/// <summary>What an outside identity is here.</summary>
/// <param name="Account">The mapped account; null if it is mapped to a role only, or not at all.</param>
/// <param name="Role">Its role.</param>
/// <param name="Refusal">Why the mapped account cannot be used; null if it can, or there is none.</param>
/// <param name="Name">The name of the account that the mapping names.</param>
internal sealed record MappedIdentity(Account? Account, Role Role, RefusalReason? Refusal = null, string? Name = null)
{
    /// <summary>Authenticated, and without any right.</summary>
    public static MappedIdentity Nobody { get; } = new(null, Role.None);

    /// <summary>The caller that this identity becomes.</summary>
    /// <param name="outside">The claims of its authority.</param>
    /// <param name="scheme">How it was proved.</param>
    /// <param name="level">How far the exchange is protected.</param>
    /// <param name="remote">Where the peer is.</param>
    public Caller ToCaller(OutsideIdentity outside, string scheme, ProtectionLevel level, IPEndPoint? remote) =>
        (Account?.ToCaller(scheme, level, remote)
            ?? new Caller(outside.Subject, Role, scheme, level, remote) { Identity = CallerIdentity.Outside(scheme, outside.Key) }) with
        {
            Outside = outside
        };
}
