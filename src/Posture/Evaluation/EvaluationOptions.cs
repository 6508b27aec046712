namespace Sekimori.Posture.Evaluation;

/// <summary>What an evaluation depends on besides the facts.</summary>
/// <param name="Now">The time.</param>
/// <param name="Vantage">Where the questions were asked from.</param>
internal sealed record EvaluationOptions(DateTimeOffset Now, Vantage Vantage = Vantage.Inside)
{
    /// <summary>A certificate that ends within this time is a finding.</summary>
    public TimeSpan RenewBefore { get; init; } = TimeSpan.FromDays(30);
}
