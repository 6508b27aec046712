namespace Sekimori.Posture.Evaluation;

/// <summary>Where the questions are asked from. The same open port is expected inside and a finding outside.</summary>
internal enum Vantage
{
    /// <summary>A management network.</summary>
    Inside,

    /// <summary>A network of users.</summary>
    Users,

    /// <summary>Another network: the internet, a partner, a guest network.</summary>
    Outside,
}
