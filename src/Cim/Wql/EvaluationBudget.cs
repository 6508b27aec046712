using System.Runtime.CompilerServices;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;

namespace Sekimori.Cim.Wql;

/// <summary>What one query may still cost. A step is one character of a text compared with up to 64 characters of a pattern; a comparison
/// counts as several. It also checks the token, so that a long evaluation ends with its client.</summary>
internal sealed class EvaluationBudget(CimLimits limits, CancellationToken token)
{
    // Some tens of microseconds: often enough that nobody waits for the end, rarely enough that the check costs nothing.
    private const int Interval = 16_384;

    private long _nextLook;

    /// <summary>The steps so far.</summary>
    public long Spent { get; private set; }

    /// <exception cref="CimException">The query costs more than the limit (<see cref="CimStatus.QuotaViolation"/>).</exception>
    /// <exception cref="OperationCanceledException">Nobody waits for the answer any more.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Spend(int steps)
    {
        if ((Spent += steps) >= _nextLook)
            Look();
    }

    private void Look()
    {
        token.ThrowIfCancellationRequested();
        if (Spent > limits.MaxEvaluationSteps)
            throw new CimException(CimStatus.QuotaViolation,
                $"The query is over its budget of {limits.MaxEvaluationSteps} steps. Query fewer instances, or use fewer conditions.");
        _nextLook = Math.Min(Spent + Interval, limits.MaxEvaluationSteps + 1);
    }
}
