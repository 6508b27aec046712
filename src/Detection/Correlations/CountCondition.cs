namespace Sekimori.Detection.Correlations;

/// <summary>A bound on a count: "gte: 10".</summary>
/// <param name="Comparison">gt, gte, lt, lte, eq or neq.</param>
/// <param name="Bound">The number.</param>
internal readonly record struct CountCondition(string Comparison, double Bound)
{
    /// <summary>True if the count keeps to the bound.</summary>
    public bool Holds(double count) => Comparison switch
    {
        "gt" => count > Bound,
        "gte" => count >= Bound,
        "lt" => count < Bound,
        "lte" => count <= Bound,
        "eq" => count == Bound,
        _ => count != Bound,
    };
}
