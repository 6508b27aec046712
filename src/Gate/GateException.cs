namespace Sekimori.Gate;

/// <summary>A gate cannot be opened as its settings say. The message is one line for people: what is wrong, and what to do about it.</summary>
/// <param name="message">One line, without a full stop at its end and without secrets.</param>
/// <param name="inner">What caused it, where there is such a thing.</param>
public sealed class GateException(string message, Exception? inner = null) : Exception(message, inner);
