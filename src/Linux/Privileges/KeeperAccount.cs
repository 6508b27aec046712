using Sekimori.Guard;

namespace Sekimori.Linux.Privileges;

/// <summary>What a keeper knows about an account, only from its own file.</summary>
/// <param name="Name">The account's name.</param>
/// <param name="Number">The account's number.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Enabled">False if nothing is done for it.</param>
/// <param name="UnixUser">The user that its processes run as; null if there is none.</param>
internal sealed record KeeperAccount(string Name, long Number, Role Role, bool Enabled, string? UnixUser);
