using System.IO.Pipelines;

namespace Sekimori.Server.Rpc;

internal sealed partial class RpcServerConnection
{
    private bool _flushing;
    private bool _flushAgain;
    private Task? _slowFlush;
    private DateTimeOffset _flushStarted;

    /// <summary>
    /// Sends what has been written. Completes when the transport can take more; a flush that another path has under way takes these bytes
    /// along.
    /// </summary>
    private ValueTask FlushAsync()
    {
        lock (_gate)
        {
            if (_output.UnflushedBytes == 0) return default;
            if (_flushing)
                _flushAgain = true;
            else
            {
                var flush = _output.FlushAsync();
                if (flush.IsCompletedSuccessfully) return default;
                _flushing = true;
                _flushStarted = _endpoint.Server.Clock.GetUtcNow();
                _slowFlush = FlushSlowlyAsync(flush);
            }

            return new(_slowFlush!);
        }
    }

    /// <summary>The client reads more slowly than it is answered: wait, and read nothing more of it meanwhile.</summary>
    private async Task FlushSlowlyAsync(ValueTask<FlushResult> flush)
    {
        while (true)
        {
            await flush.ConfigureAwait(false);
            lock (_gate)
            {
                if (!_flushAgain)
                {
                    _flushing = false;
                    return;
                }

                _flushAgain = false;
                flush = _output.FlushAsync();
                _flushStarted = _endpoint.Server.Clock.GetUtcNow();
            }
        }
    }

    private bool IsStuck(DateTimeOffset now) => _flushing && now - _flushStarted > _endpoint.Server.Options.SendTimeout;
}
