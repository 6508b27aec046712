using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Sekimori.Detection;

namespace Sekimori.Gate.Alerts;

/// <summary>
/// A slow sink: alerts wait in its own queue, so that a slow receiver delays nothing. What does not fit is dropped and counted.
/// </summary>
internal abstract class QueuedAlertSink : IAlertSink, IAsyncDisposable
{
    /// <summary>Alerts queued for the receiver. They are de-duplicated, so this many at once is a storm.</summary>
    private const int QueueLimit = 1024;

    // A server that stops has five seconds for everything.
    private static readonly TimeSpan FinalSendTimeout = TimeSpan.FromSeconds(1);

    private readonly Channel<string> _queue = Channel.CreateBounded<string>(new BoundedChannelOptions(QueueLimit) { SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILogger _logger;
    private readonly string _receiver;
    private Task? _task;
    private long _lost;

    /// <summary>A sink with an empty queue.</summary>
    /// <param name="receiver">Receives the alerts, for the log.</param>
    /// <param name="logger">Where failures are written.</param>
    protected QueuedAlertSink(string receiver, ILogger logger) => (_receiver, _logger) = (receiver, logger);

    /// <summary>Alerts that were abandoned.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <inheritdoc/>
    public void OnAlert(Alert alert)
    {
        _task ??= Task.Run(RunAsync);
        if (!_queue.Writer.TryWrite(AlertJson.ToJson(alert))) Interlocked.Increment(ref _lost);
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        _stopping.CancelAfter(FinalSendTimeout);
        if (_task is not null) await _task.ConfigureAwait(false);
        _stopping.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Sends one alert.</summary>
    /// <param name="alert">The alert as JSON.</param>
    /// <param name="cancellationToken">Cancelled when there is no more time.</param>
    protected abstract Task SendAsync(string alert, CancellationToken cancellationToken);

    private async Task RunAsync()
    {
        await foreach (var alert in _queue.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                await SendAsync(alert, _stopping.Token).ConfigureAwait(false);
            }
            catch (Exception e)
                when (e is IOException or HttpRequestException or OperationCanceledException or System.Net.Sockets.SocketException
                or UnauthorizedAccessException)
            {
                Interlocked.Increment(ref _lost);
                _logger.AlertLost(_receiver, e.Message);
            }
        }
    }
}
