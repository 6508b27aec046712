namespace Sekimori.Storage.Vault;

/// <summary>A stored logon for targets of the gateway, without its secret.</summary>
/// <param name="Name">The name: what the settings call it.</param>
/// <param name="User">The account at the target: <c>user@REALM</c>, <c>DOMAIN\user</c> or <c>user</c>.</param>
/// <param name="Created">When it was added.</param>
/// <param name="Changed">When its secret was set.</param>
internal sealed record VaultEntry(string Name, string User, DateTimeOffset Created, DateTimeOffset Changed);
