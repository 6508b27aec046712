namespace Sekimori.Bench;

/// <summary>Turns of a load on a machine that others share, with its fast and slow minutes.</summary>
internal static class Turns
{
    /// <summary>
    /// Turns that do not count, until they get no faster, twice: a whole server has much to compile, and does it beside its work.
    /// </summary>
    /// <param name="turn">Runs one, and says how many a second.</param>
    public static async Task WarmAsync(Func<Task<double>> turn)
    {
        var (best, idle) = (0.0, 0);
        for (var turns = 0; turns < 10 && idle < 2; turns++)
        {
            var rate = await turn();
            idle = rate < best * 1.03 ? idle + 1 : 0;
            best = Math.Max(best, rate);
        }
    }

    /// <summary>The median of the ratios of turns, each of which stands between two of what it is compared with.</summary>
    /// <param name="rates">What is compared.</param>
    /// <param name="beside">With what: one turn more.</param>
    public static double Ratio(IEnumerable<double> rates, IReadOnlyList<double> beside) =>
        Median(rates.Select((rate, i) => 2 * rate / (beside[i] + beside[i + 1])));

    public static double Median(IEnumerable<double> figures) =>
        figures.Order().ToList() is { Count: > 0 } sorted ? sorted[sorted.Count / 2] : 0;
}
