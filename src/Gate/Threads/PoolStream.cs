using Sekimori.Client.WsMan.Http;
using Sekimori.Security;

namespace Sekimori.Gate.Threads;

/// <summary>
/// A stream whose reader and writer continue on a thread of the pool: TLS and HTTP of others run on it, and evaluate certificates, log on
/// and record where they continue.
/// </summary>
/// <param name="inner">The stream of a socket; it is disposed of with this one.</param>
internal sealed class PoolStream(Stream inner) : PassingStream(inner)
{
    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await PoolThread.Enter();
        }
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await base.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await PoolThread.Enter();
        }
    }
}
