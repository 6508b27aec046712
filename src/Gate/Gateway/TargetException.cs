namespace Sekimori.Gate.Gateway;

/// <summary>A target cannot be reached. The message is one line without a full stop.</summary>
/// <param name="message">Why.</param>
/// <param name="inner">The cause, if there is one.</param>
internal sealed class TargetException(string message, Exception? inner = null) : Exception(message, inner);
