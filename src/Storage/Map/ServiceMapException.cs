namespace Sekimori.Storage.Map;

/// <summary>The store of the service map cannot be used: it is damaged, out of reach, or of a later version than this program.</summary>
/// <param name="message">Which store, and why.</param>
/// <param name="inner">The cause.</param>
internal sealed class ServiceMapException(string message, Exception? inner = null) : Exception(message, inner);
