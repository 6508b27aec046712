using System.IO.Pipelines;

namespace Sekimori.Hosting.Rpc;

internal sealed partial class RpcServerConnection
{
    private bool _flushing;
    private bool _flushAgain;
    private DateTimeOffset _flushStarted;

    /// <summary>Sends what has been written. Completes when the transport can take more; a flush that another path has under way takes this one's bytes along.</summary>
    private ValueTask FlushAsync()
    {
        ValueTask<FlushResult> flush;
        lock (_gate)
        {
            if (_output.UnflushedBytes == 0) return default;
            if (_flushing)
            {
                _flushAgain = true;
                return default;
            }

            _flushing = true;
            flush = _output.FlushAsync();
            if (flush.IsCompletedSuccessfully)
            {
                _flushing = false;
                return default;
            }

            _flushStarted = _endpoint.Server.Clock.GetUtcNow();
        }

        return FlushSlowlyAsync(flush);
    }

    /// <summary>The client reads more slowly than it is answered: wait, and read nothing more of it meanwhile.</summary>
    private async ValueTask FlushSlowlyAsync(ValueTask<FlushResult> flush)
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
