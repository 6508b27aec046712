using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Sekimori.Gate.Telemetry;

/// <summary>One instrument's values, by the values of its tags: at most two, which is what ours have.</summary>
internal sealed class MetricSeries
{
    private readonly ConcurrentDictionary<(string? First, string? Second), MetricCell> _cells = new();
    private readonly Instrument _instrument;
    private readonly MetricKind _kind;
    private string? _firstTag, _secondTag;

    public MetricSeries(Instrument instrument)
    {
        _instrument = instrument;
        _kind = instrument switch
        {
            Histogram<double> => MetricKind.Histogram,
            ObservableGauge<long> => MetricKind.Gauge,
            _ => MetricKind.Counter,
        };
        var unit = instrument.Unit == "s" ? "_seconds" : "";
        Name = instrument.Name.Replace('.', '_') + unit + (_kind == MetricKind.Counter ? "_total" : "");
    }

    public string Name { get; }

    public void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length > 0) _firstTag ??= tags[0].Key;
        if (tags.Length > 1) _secondTag ??= tags[1].Key;
        var key = (tags.Length > 0 ? tags[0].Value as string : null, tags.Length > 1 ? tags[1].Value as string : null);
        _cells.GetOrAdd(key, static _ => new()).Take(value, _kind);
    }

    public void Write(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture,
            $"# HELP {Name} {_instrument.Description}\n# TYPE {Name} {_kind.ToString().ToLowerInvariant()}\n");
        // A copy first: LINQ sizes its own before it copies, and throws if a cell comes in between.
        foreach (var (key, cell) in _cells.ToArray().OrderBy(pair => pair.Key))
        {
            var labels = string.Join(',', new[] { Label(_firstTag, key.First), Label(_secondTag, key.Second) }.OfType<string>());
            if (_kind == MetricKind.Histogram) cell.WriteHistogram(text, Name, labels);
            else text.Append(CultureInfo.InvariantCulture,
                $"{Name}{(labels.Length > 0 ? $"{{{labels}}}" : "")} {PrometheusText.Number(cell.Value)}\n");
        }
    }

    private static string? Label(string? name, string? value) => name is null || value is null ? null
        : $"{name}=\"{Escaped(value)}\"";

    private static string Escaped(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
