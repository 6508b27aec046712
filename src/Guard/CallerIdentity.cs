namespace Sekimori.Guard;

/// <summary>
/// The identity of a caller, independent of its name: shells, enumerations, kept replies and context handles belong to it. A name can be
/// removed and given to another account; this cannot.
/// The default value is everybody who proved nothing.
/// </summary>
public readonly record struct CallerIdentity
{
    private readonly string? _scheme, _name;

    private CallerIdentity(long account, string? scheme, string? name) => (Account, _scheme, _name) = (account, scheme, name);

    /// <summary>The number of the local account; 0 if there is none.</summary>
    public long Account { get; }

    /// <summary>A local account, by any scheme.</summary>
    /// <param name="number">Its number, which no other account ever has.</param>
    public static CallerIdentity OfAccount(long number) => new(number, null, null);

    /// <summary>Somebody without a local account.</summary>
    /// <param name="scheme">The scheme that proved it: each authority has its own names.</param>
    /// <param name="name">What that authority never gives to another account: a SID, an issuer with a serial number, a Unix user's
    /// number. Compared with case.</param>
    public static CallerIdentity Outside(string scheme, string name) => new(0, scheme, name);

    /// <summary>For logs.</summary>
    public override string ToString() =>
        Account > 0 ? FormattableString.Invariant($"account {Account}") : _scheme is null ? "anonymous" : $"{_scheme} {_name}";
}
