namespace Sekimori.Security;

/// <summary>What one step of a handshake gave.</summary>
/// <param name="State">Where the handshake stands now.</param>
/// <param name="Token">What goes to the peer; empty if nothing does.</param>
/// <param name="Refusal">Why it was refused, for the log; null if it was not.</param>
public readonly record struct StepResult(StepState State, ReadOnlyMemory<byte> Token, Refusal? Refusal = null)
{
    /// <summary>The handshake continues.</summary>
    public static StepResult Continue(ReadOnlyMemory<byte> token) => new(StepState.Continue, token);

    /// <summary>This side is done.</summary>
    public static StepResult Complete(ReadOnlyMemory<byte> token = default) => new(StepState.Complete, token);

    /// <summary>The handshake has ended.</summary>
    public static StepResult Refused(Refusal refusal, ReadOnlyMemory<byte> token = default) => new(StepState.Refused, token, refusal);
}
