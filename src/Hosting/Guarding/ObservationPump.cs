using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Sekimori.Storage.Audit;

namespace Sekimori.Hosting.Guarding;

/// <summary>
/// Takes what was seen off the path of calls: one task writes the audit log's lines and holds the rules against each observation, in the order in which they came.
/// Nothing is thrown away: who finds the queue full waits for its place, and the queue always moves on.
/// </summary>
internal sealed partial class ObservationPump : IAsyncDisposable
{
    private readonly Channel<Told> _queue;
    private readonly LiveGuardOptions _options;
    private readonly ILogger _logger;
    private readonly Task _task;

    public ObservationPump(LiveGuardOptions options, ILogger logger)
    {
        (_options, _logger) = (options, logger);
        _queue = Channel.CreateBounded<Told>(new BoundedChannelOptions(options.QueueLimit) { SingleReader = true });
        _task = Task.Run(RunAsync);
    }

    /// <summary>How many wait.</summary>
    public int Waiting => _queue.Reader.Count;

    /// <summary>Hands one over; the task ends at once unless the queue is full.</summary>
    public ValueTask AddAsync(in Told told) => _queue.Writer.TryWrite(told) ? default : WaitAsync(told);

    /// <summary>Waits until all that was handed over has been looked at.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _task.ConfigureAwait(false);
    }

    private async ValueTask WaitAsync(Told told)
    {
        try
        {
            await _queue.Writer.WriteAsync(told).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            // The server stops: connections are closing already.
        }
    }

    private async Task RunAsync()
    {
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
            while (_queue.Reader.TryRead(out var told))
            {
                if (told.IsWritten && _options.Audit is { } audit)
                {
                    var written = audit.WriteAsync(AuditLine.Members(told.Seen, told.Verdict));
                    if (!written.IsCompletedSuccessfully) await written.ConfigureAwait(false);
                }
                Look(told);
            }
    }

    private void Look(in Told told)
    {
        try
        {
            _options.Meter?.Count(told.Seen, told.Verdict);
            _options.Detection?.OnObservation(told.Seen);
        }
        catch (Exception wrong)
        {
            // A rule that fails must not end the watch over everything else.
            LogRuleFailed(_logger, wrong);
        }
    }

    [LoggerMessage(60, LogLevel.Error, "the rules failed on an observation")]
    private static partial void LogRuleFailed(ILogger logger, Exception wrong);
}
