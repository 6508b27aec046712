namespace Sekimori.App.Terminal;

/// <summary>Ends a command with one line on standard error. The message is for people: what is wrong, and what to do about it.</summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="message">One line, without a full stop at its end and without secrets.</param>
/// <param name="inner">The cause, if there is one.</param>
internal sealed class CommandException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;
}
