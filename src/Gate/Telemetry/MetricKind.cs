namespace Sekimori.Gate.Telemetry;

/// <summary>The type of a metric in Prometheus.</summary>
internal enum MetricKind : byte
{
    Counter,
    Gauge,
    Histogram,
}
