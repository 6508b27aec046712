using System.Globalization;
using Sekimori.Guard;

namespace Sekimori.Linux.Privileges;

/// <summary>
/// The account of a request: both must match the keeper's file, so that an account added under the name of a removed one gets nothing of
/// it.
/// </summary>
/// <param name="Name">The account's name.</param>
/// <param name="Number">The account's number, which no other account ever has; 0 if there is no account.</param>
internal readonly record struct KeeperAccountName(string Name, long Number)
{
    // Names of accounts have at most 64 characters; a server that was broken into may send others.
    private const int MaxLogged = 64;

    /// <summary>The account of a caller.</summary>
    internal static KeeperAccountName Of(Caller caller) => new(caller.Account, caller.Identity.Account);

    /// <summary>For the log: what cannot be in one word of a line is left out.</summary>
    public override string ToString() => Name.Length == 0
        ? "-"
        : string.Create(CultureInfo.InvariantCulture,
        $"{string.Concat(Name.Take(MaxLogged).Select(c => char.IsControl(c) || char.IsWhiteSpace(c) ? '?' : c))}#{Number}");
}
