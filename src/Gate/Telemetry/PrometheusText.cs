using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Sekimori.Gate.Telemetry;

/// <summary>Adds up a meter's measurements, and writes them in Prometheus' text format, version 0.0.4. Thread-safe.</summary>
internal sealed class PrometheusText : IDisposable
{
    private readonly MeterListener _listener = new();
    // By name: a name that stood there twice would be no valid text, however many meters there are.
    private readonly ConcurrentDictionary<string, MetricSeries> _series = new();

    /// <summary>Starts to listen.</summary>
    /// <param name="meter">The meter's name.</param>
    public PrometheusText(string meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == meter)
                listener.EnableMeasurementEvents(instrument, _series.GetOrAdd(instrument.Name, static (_, one) => new(one), instrument));
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => ((MetricSeries)state!).Take(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => ((MetricSeries)state!).Take(value, tags));
        _listener.Start();
    }

    /// <summary>Everything, unchanged now.</summary>
    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var series in _series.Values.OrderBy(series => series.Name, StringComparer.Ordinal)) series.Write(text);
        return text.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    /// <summary>A number as Prometheus reads it.</summary>
    internal static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
