namespace Sekimori.Gate.Gateway.Bridge;

/// <summary>What a target answers does not fit what it was asked. The message is one line without a full stop.</summary>
/// <param name="message">What does not fit.</param>
/// <param name="inner">The cause, if there is one.</param>
internal sealed class UnusableAnswerException(string message, Exception? inner = null) : Exception(message, inner);
