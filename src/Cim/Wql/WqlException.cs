using Sekimori.Cim.Model;

namespace Sekimori.Cim.Wql;

/// <summary>A query is not well formed, or does not fit the class that it names.</summary>
/// <param name="status">Why: <see cref="CimStatus.InvalidQuery"/>, or <see cref="CimStatus.QuotaViolation"/> for one over a limit.</param>
/// <param name="position">Where in the query: characters before it.</param>
/// <param name="what">The problem there.</param>
internal sealed class WqlException(CimStatus status, int position, string what)
    : CimException(status, $"Query, position {position}: {what}.")
{
    /// <summary>Where in the query: characters before it.</summary>
    public int Position { get; } = position;
}
