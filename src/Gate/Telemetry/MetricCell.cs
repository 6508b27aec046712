using System.Globalization;
using System.Text;

namespace Sekimori.Gate.Telemetry;

/// <summary>The value of one series. Thread-safe.</summary>
internal sealed class MetricCell
{
    // Seconds: an answer from memory takes some ten microseconds, a receive of a shell up to a minute.
    private static readonly double[] Bounds =
        [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly Lock _gate = new();
    private long[]? _buckets;
    private long _count;

    /// <summary>The sum of a counter or histogram, the last value of a gauge.</summary>
    public double Value { get; private set; }

    public void Take(double value, MetricKind kind)
    {
        lock (_gate)
        {
            Value = kind == MetricKind.Gauge ? value : Value + value;
            if (kind != MetricKind.Histogram) return;
            _buckets ??= new long[Bounds.Length];
            _count++;
            for (var at = 0; at < Bounds.Length; at++)
            {
                if (value > Bounds[at]) continue;
                _buckets[at]++;
                break;
            }
        }
    }

    public void WriteHistogram(StringBuilder text, string name, string labels)
    {
        lock (_gate)
        {
            long below = 0;
            var comma = labels.Length > 0 ? "," : "";
            for (var at = 0; at < Bounds.Length; at++)
            {
                below += _buckets?[at] ?? 0;
                text.Append(CultureInfo.InvariantCulture,
                    $"{name}_bucket{{{labels}{comma}le=\"{PrometheusText.Number(Bounds[at])}\"}} {below}\n");
            }
            var braced = labels.Length > 0 ? $"{{{labels}}}" : "";
            text.Append(CultureInfo.InvariantCulture,
                $"{name}_bucket{{{labels}{comma}le=\"+Inf\"}} {_count}\n{name}_sum{braced} " +
                $"{PrometheusText.Number(Value)}\n{name}_count{braced} {_count}\n");
        }
    }
}
