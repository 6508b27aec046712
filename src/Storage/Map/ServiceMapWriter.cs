using Sekimori.Observations.Services;

namespace Sekimori.Storage.Map;

/// <summary>
/// Brings what a server counted into its store, a batch every few seconds, off the path of calls. A batch that the store did not
/// acknowledge is handed over again until it is; the store takes none twice. While the store is out of reach the counter goes on, as far as
/// its limits let it.
/// </summary>
internal sealed class ServiceMapWriter : IAsyncDisposable
{
    // A store that is away is asked again soon, and not all the time.
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(30);

    // Rows are removed by age; nobody minds an hour.
    private static readonly TimeSpan TrimEvery = TimeSpan.FromHours(1);

    // The end of a server waits for its last batch, and not for a database that is away.
    private static readonly TimeSpan LastBatch = TimeSpan.FromSeconds(5);

    private readonly EdgeCounter _counter;
    private readonly ServiceMapWriterOptions _options;
    private readonly IEdgeAlerts? _alerts;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly string _writer = Guid.NewGuid().ToString("N");
    private readonly Task _task;
    private IServiceMapStore? _store;
    private EdgeBatch? _pending;
    private List<EdgeKey> _alerted = [];
    private long _number;
    private DateTimeOffset _trimmed = DateTimeOffset.MinValue;
    private volatile Exception? _failure;

    /// <summary>Begins to write.</summary>
    /// <param name="counter">What is counted.</param>
    /// <param name="options">Where to, and for how long.</param>
    /// <param name="alerts">Who raises alerts about new edges; null: nobody.</param>
    /// <param name="clock">The time.</param>
    public ServiceMapWriter(EdgeCounter counter, ServiceMapWriterOptions options, IEdgeAlerts? alerts, TimeProvider clock)
    {
        (_counter, _options, _alerts, _clock) = (counter, options, alerts, clock);
        _task = Task.Run(RunAsync);
    }

    /// <summary>Why the store cannot be used; null where it can.</summary>
    public Exception? Failure => _failure;

    /// <summary>Writes what was counted last, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _task.ConfigureAwait(false);
        using var limit = new CancellationTokenSource(LastBatch);
        // A batch that was not acknowledged goes before what was counted since, and its connection may be broken.
        for (var tries = 0; tries < 3; tries++) await TryWriteAsync(limit.Token).ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var pause = TimeSpan.Zero; // the store is opened at once: its edges are nothing new
        try
        {
            while (true)
            {
                await Task.Delay(pause, _clock, _stopping.Token).ConfigureAwait(false);
                if (await TryWriteAsync(_stopping.Token).ConfigureAwait(false)) pause = _options.Every;
                else pause = TimeSpan.FromTicks(Math.Clamp(pause.Ticks * 2, _options.Every.Ticks, LastRetry.Ticks));
            }
        }
        catch (OperationCanceledException)
        {
            // The last batch is written by DisposeAsync.
        }
    }

    private async ValueTask<bool> TryWriteAsync(CancellationToken cancellation)
    {
        try
        {
            var store = _store ??= await OpenAsync(cancellation).ConfigureAwait(false);
            var now = _clock.GetUtcNow();
            RaiseAlerts();
            if (_pending is null && _counter.Drain(now) is var records && records.Count + _alerted.Count > 0)
            {
                _pending = new(_writer, ++_number, _options.Host, records, _alerted);
                _alerted = [];
            }
            if (_pending is { } batch) await store.AddAsync(batch, cancellation).ConfigureAwait(false);
            _pending = null;
            if (now - _trimmed >= TrimEvery) await TrimAsync(store, now, cancellation).ConfigureAwait(false);
            ChangeState(null);
            return true;
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception wrong)
        {
            // An alert is raised with or without a store; without, the next start may raise it again.
            RaiseAlerts();
            // Whatever it is: the server goes on without its map, and the map comes back with its store.
            ChangeState(wrong);
            await CloseAsync().ConfigureAwait(false);
            return false;
        }
    }

    private void RaiseAlerts()
    {
        if (_alerts is not null) _alerted.AddRange(_alerts.Raise());
    }

    private async Task<IServiceMapStore> OpenAsync(CancellationToken cancellation)
    {
        var store = await _options.OpenAsync(cancellation).ConfigureAwait(false);
        try
        {
            await RestartAsync(store, cancellation).ConfigureAwait(false);
            return store;
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task TrimAsync(IServiceMapStore store, DateTimeOffset now, CancellationToken cancellation)
    {
        await store.TrimAsync(now - _options.Keep, DateOnly.FromDateTime(now.UtcDateTime), _options.RowLimit, cancellation)
            .ConfigureAwait(false);
        // Edges that are gone make room for new ones.
        await RestartAsync(store, cancellation).ConfigureAwait(false);
        _trimmed = now;
    }

    private async Task RestartAsync(IServiceMapStore store, CancellationToken cancellation)
    {
        var known = await store.KnownAsync(_options.Host, cancellation).ConfigureAwait(false);
        _counter.Restart(known.Select(edge => edge.Key));
        _alerts?.Restart(known.Where(edge => edge.IsAlerted).Select(edge => edge.Key));
    }

    private async ValueTask CloseAsync()
    {
        try
        {
            if (_store is not null) await _store.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception wrong) when (wrong is IOException or InvalidOperationException or System.Data.Common.DbException)
        {
            // It is gone, which is what was wanted.
        }
        _store = null;
    }

    private void ChangeState(Exception? failure)
    {
        var isChange = _failure is null != failure is null;
        _failure = failure;
        if (isChange) _options.StateChanged?.Invoke(failure);
    }
}
