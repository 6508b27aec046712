namespace Sekimori.Security;

/// <summary>What one step of a handshake gave.</summary>
/// <param name="State">The state of the handshake.</param>
/// <param name="Token">The token for the peer; empty if there is none.</param>
/// <param name="Refusal">Why it was denied, for the log; null if it was not.</param>
public readonly record struct StepResult(StepState State, ReadOnlyMemory<byte> Token, Refusal? Refusal = null)
{
    /// <summary>The handshake continues.</summary>
    public static StepResult Continue(ReadOnlyMemory<byte> token) => new(StepState.Continue, token);

    /// <summary>This side is done.</summary>
    public static StepResult Complete(ReadOnlyMemory<byte> token = default) => new(StepState.Complete, token);

    /// <summary>The handshake has ended.</summary>
    public static StepResult Refused(Refusal refusal, ReadOnlyMemory<byte> token = default) => new(StepState.Refused, token, refusal);
}
