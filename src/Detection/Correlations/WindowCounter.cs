using System.Globalization;

namespace Sekimori.Detection.Correlations;

/// <summary>
/// What a correlation counts, over a window that moves: a match that enters or leaves costs the same however large the window is.
/// </summary>
internal struct WindowCounter(Correlation correlation)
{
    private Dictionary<string, int>? _values;
    private int _matches;
    private double _sum;

    public void Add(in CorrelationMatch match) => Change(match, 1);

    public void Remove(in CorrelationMatch match) => Change(match, -1);

    /// <summary>The number that the condition is about.</summary>
    public readonly double Count(ReadOnlySpan<CorrelationMatch> window) => correlation.Type switch
    {
        CorrelationType.EventCount => _matches,
        CorrelationType.ValueCount or CorrelationType.Temporal => _values?.Count ?? 0,
        CorrelationType.TemporalOrdered => Ordered(window, correlation.Sources.Count),
        CorrelationType.ValueSum => _sum,
        _ => _sum / _matches,
    };

    private void Change(in CorrelationMatch match, int by)
    {
        _matches += by;
        switch (correlation.Type)
        {
            case CorrelationType.ValueCount: Change(match.Value, by); break;
            case CorrelationType.Temporal: Change(match.Source.ToString(CultureInfo.InvariantCulture), by); break;
            case CorrelationType.ValueSum or CorrelationType.ValueAverage:
                if (double.TryParse(match.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    && double.IsFinite(number)) _sum += by * number;
                break;
        }
    }

    private void Change(string value, int by)
    {
        _values ??= new(StringComparer.OrdinalIgnoreCase);
        var count = _values.GetValueOrDefault(value) + by;
        if (count == 0) _values.Remove(value);
        else _values[value] = count;
    }

    /// <summary>How many of the sources matched one after the other.</summary>
    private static int Ordered(ReadOnlySpan<CorrelationMatch> window, int sources)
    {
        var next = 0;
        foreach (var match in window)
            if (next < sources && match.Source == next) next++;
        return next;
    }
}
