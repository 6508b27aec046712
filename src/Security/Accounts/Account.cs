using System.Net;
using Sekimori.Guard;

namespace Sekimori.Security.Accounts;

/// <summary>
/// A local account: what is known of it without its secrets. Immutable; a change makes a new one with a new <see cref="Stamp"/>.
/// </summary>
public sealed record Account
{
    /// <summary>The name as it was added; compared without regard to case.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The account's number: positive, and never given to another account. What an account owns belongs to its number, not to its name,
    /// which can be removed and added again.
    /// </summary>
    public required long Number { get; init; }

    /// <summary>What the account may do.</summary>
    public Role Role { get; init; } = Role.Reader;

    /// <summary>False if nobody may log on with it.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The Unix user that its shells run as; null if none is mapped.</summary>
    public string? UnixUser { get; init; }

    /// <summary>When it was added.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>When anything of it was changed last.</summary>
    public DateTimeOffset Changed { get; init; }

    /// <summary>When its password was set last.</summary>
    public DateTimeOffset PasswordSet { get; init; }

    /// <summary>New with each change of the account: conclusions under another stamp are no longer valid.</summary>
    public Guid Stamp { get; init; }

    /// <summary>The caller that this account becomes once it has been proved.</summary>
    /// <param name="scheme">How it was proved.</param>
    /// <param name="level">How far the exchange is protected.</param>
    /// <param name="remote">Where the peer is; null on the local transport.</param>
    public Caller ToCaller(string scheme, ProtectionLevel level, IPEndPoint? remote = null) =>
        new(Name, Role, scheme, level, remote, UnixUser) { Identity = CallerIdentity.OfAccount(Number) };
}
