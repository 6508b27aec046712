namespace Sekimori.Gate;

/// <summary>The gate cannot be opened with its settings. The message is one line: the problem, and what to do about it.</summary>
/// <param name="message">One line, without a full stop at its end and without secrets.</param>
/// <param name="inner">The cause, if there is one.</param>
internal sealed class GateException(string message, Exception? inner = null) : Exception(message, inner);
