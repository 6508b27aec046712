using Microsoft.Extensions.Logging;
using Sekimori.Gate.Telemetry;
using Sekimori.Observations.Services;
using Sekimori.Storage.Map;

namespace Sekimori.Gate.ServiceMaps;

/// <summary>The service map of a running server: what counts it, what writes it, who is alerted.</summary>
internal sealed class LiveServiceMap : IAsyncDisposable
{
    private readonly ILogger<LiveServiceMap> _logger;
    private readonly LiveServiceMapOptions _options;
    private readonly ServiceMapWriter _writer;
    private readonly NewEdgeAlerts? _alerts;

    /// <summary>Reads the baseline and begins to write.</summary>
    /// <param name="options">How it is kept.</param>
    /// <param name="logger">Where failures are written.</param>
    /// <param name="clock">The time.</param>
    /// <exception cref="FormatException">The baseline is none.</exception>
    /// <exception cref="IOException">The baseline cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The baseline may not be read.</exception>
    public LiveServiceMap(LiveServiceMapOptions options, ILogger<LiveServiceMap> logger, TimeProvider clock)
    {
        (_options, _logger) = (options, logger);
        if (options is { Baseline: { } baseline, Alerts: { } sink })
        {
            _alerts = new(sink) { Baseline = BaselineFile.Read(baseline) };
            Counter.Opened = _alerts.OnOpened;
        }
        _writer = new(Counter, new()
        {
            OpenAsync = cancellation => options.Database is { } database
                ? database.OpenServiceMapAsync(isReadOnly: false, cancellation)
                : SqliteServiceMap.OpenAsync(options.File, cancellation),
            Keep = options.Keep, StateChanged = OnStateChanged,
        }, _alerts, clock);
    }

    /// <summary>What the guard counts in.</summary>
    public EdgeCounter Counter { get; } = new(new EdgeLimits());

    /// <summary>Why the map cannot be written; null where it can.</summary>
    public Exception? Failure => _writer.Failure;

    /// <summary>Where it is kept, and for how long.</summary>
    public override string ToString()
    {
        var alerts = _alerts is null ? "" : $"; alerts on edges that {_options.Baseline} does not hold";
        return $"{_options.Database?.ToString() ?? _options.File}, kept {_options.Keep.TotalDays:0.##} days{alerts}";
    }

    /// <summary>Reads the baseline again. One that cannot be read leaves the old one in force.</summary>
    public void RereadBaseline()
    {
        if (_alerts is null) return;
        try
        {
            _alerts.Baseline = BaselineFile.Read(_options.Baseline!);
            _logger.BaselineLoaded(_options.Baseline!, _alerts.Baseline.Count);
        }
        catch (Exception wrong) when (wrong is FormatException or IOException or UnauthorizedAccessException)
        {
            _logger.BaselineKept(_options.Baseline!, wrong.Message);
        }
    }

    /// <summary>Shows the map's numbers in a meter.</summary>
    public void ShowNumbers(GuardMeter meter)
    {
        meter.Show("sekimori.map.edges", () => Counter.Edges, "Edges of the service map.");
        meter.Show("sekimori.map.others", () =>
            Counter.Overflow, "Observations that were counted as others, because a limit of edges was reached.");
        meter.Show("sekimori.map.lost", () => Counter.Lost, "Minutes of edges that were lost while the map's store was out of reach.");
        meter.Show("sekimori.map.failing", () => Failure is null ? 0 : 1, "1 while the service map cannot be written.");
    }

    /// <summary>Writes what was counted last.</summary>
    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private void OnStateChanged(Exception? failure)
    {
        if (failure is null) _logger.MapBack(Counter.Lost);
        else _logger.MapAway(failure.Message);
    }
}
