namespace Sekimori.Security.Accounts;

/// <summary>The accounts cannot be looked up: nobody is allowed until they can.</summary>
internal class AccountDirectoryException(string message, Exception? inner = null) : Exception(message, inner);
