using Sekimori.Posture.Checks;

namespace Sekimori.Posture.Evaluation;

/// <summary>What an evaluation depends on besides the facts.</summary>
/// <param name="Now">The time.</param>
/// <param name="Vantage">Where the questions were asked from.</param>
internal sealed record EvaluationOptions(DateTimeOffset Now, Vantage Vantage = Vantage.Inside)
{
    /// <summary>A certificate that ends within this time is a finding.</summary>
    public TimeSpan RenewBefore { get; init; } = TimeSpan.FromDays(30);

    /// <summary>More members of a group that administers the host are a finding.</summary>
    public int MostAdministrators { get; init; } = 5;

    /// <summary>An older newest update is a finding.</summary>
    public int MostDaysWithoutUpdate { get; init; } = 45;

    /// <summary>
    /// The least level of protection at which an RPC interface may take calls of an account: at packet every message is signed.
    /// </summary>
    public string LeastLevel { get; init; } = "packet";

    /// <summary>Our own data and programs older than this are a finding.</summary>
    public int MostDaysOfTables { get; init; } = 90;

    /// <summary>Checks of users' lists, besides those of the catalogue.</summary>
    public IReadOnlyList<Check> Imported { get; init; } = [];
}
