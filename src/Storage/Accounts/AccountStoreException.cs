using Sekimori.Security.Accounts;

namespace Sekimori.Storage.Accounts;

/// <summary>The account store did not do what it was asked; the message is one line for a person.</summary>
internal sealed class AccountStoreException(AccountError error, string message, Exception? inner = null)
    : AccountDirectoryException(message, inner)
{
    /// <summary>Why.</summary>
    public AccountError Error { get; } = error;
}
