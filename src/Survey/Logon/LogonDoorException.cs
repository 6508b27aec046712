namespace Sekimori.Survey.Logon;

/// <summary>A question with an account failed because of the host.</summary>
/// <param name="outcome">What it says about the logon.</param>
/// <param name="message">One line.</param>
/// <param name="inner">The cause.</param>
internal sealed class LogonDoorException(LogonOutcome outcome, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What it says about the logon.</summary>
    public LogonOutcome Outcome { get; } = outcome;
}
