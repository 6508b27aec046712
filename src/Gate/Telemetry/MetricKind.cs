namespace Sekimori.Gate.Telemetry;

/// <summary>What a metric is to Prometheus.</summary>
internal enum MetricKind : byte
{
    Counter,
    Gauge,
    Histogram,
}
