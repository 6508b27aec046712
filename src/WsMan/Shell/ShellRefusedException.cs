namespace Sekimori.WsMan.Shell;

/// <summary>
/// A host refuses what was asked of a shell. <see cref="Fact"/> names why; the message is for the client and holds no secret.
/// </summary>
/// <param name="fact">Why.</param>
/// <param name="message">A sentence for the person at the client.</param>
internal sealed class ShellRefusedException(ShellRefusal fact, string message) : Exception(message)
{
    /// <summary>Why.</summary>
    public ShellRefusal Fact { get; } = fact;
}
