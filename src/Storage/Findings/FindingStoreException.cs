namespace Sekimori.Storage.Findings;

/// <summary>The store of findings cannot be used; the message says which and why.</summary>
internal sealed class FindingStoreException(string message, Exception? inner = null) : Exception(message, inner);
