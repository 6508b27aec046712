namespace Sekimori.Gate.Gateway.Follow;

/// <summary>What may happen to the bytes of a client.</summary>
/// <param name="Passes">Bytes that may pass on.</param>
internal readonly record struct FollowStep(int Passes)
{
    /// <summary>Completes when they may pass: what the policy wants recorded is durable.</summary>
    public ValueTask Recorded { get; init; }

    /// <summary>Bytes behind them that do not pass: a PDU that is denied.</summary>
    public int Skips { get; init; }

    /// <summary>The answer to the denied PDU; empty if no answer is wanted. Null: nothing is denied.</summary>
    public byte[]? Denial { get; init; }

    /// <summary>True if the connection ends with it.</summary>
    public bool IsLast { get; init; }
}
