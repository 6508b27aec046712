namespace Sekimori.App.Accounts;

/// <summary>A mapping as `account map --json` writes it.</summary>
internal sealed record ListedMapping(string Kind, string Identity, string? Account, string? Role, string? Issuer);
