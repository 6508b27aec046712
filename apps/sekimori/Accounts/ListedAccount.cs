namespace Sekimori.App.Accounts;

/// <summary>An account as `account list --json` writes it.</summary>
internal sealed record ListedAccount(
    long Number, string Name, string Role, bool Enabled, string? UnixUser, DateTimeOffset Created, DateTimeOffset PasswordSet);
