namespace Sekimori.Linux.Shells;

/// <summary>A shell was not opened, or a command not started.</summary>
/// <param name="fact">Why.</param>
/// <param name="message">A sentence for a person; it contains no secret.</param>
internal sealed class ShellException(ShellFact fact, string message) : Exception(message)
{
    /// <summary>Why.</summary>
    public ShellFact Fact { get; } = fact;
}
