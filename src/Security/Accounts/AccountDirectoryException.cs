namespace Sekimori.Security.Accounts;

/// <summary>The accounts cannot be looked up: nobody is let in until they can.</summary>
public class AccountDirectoryException(string message, Exception? inner = null) : Exception(message, inner);
