using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Sekimori.Server.Admission;

/// <summary>
/// Accepts connections and gives each a place, or closes it there and then: a flood waits in no queue with its descriptors open. Where
/// descriptors are short it accepts nobody; Kestrel's listener would try again without a pause.
/// </summary>
internal sealed class GatedListener(IConnectionListener inner, ConnectionGate gate, GatedDoor door) : IConnectionListener
{
    // Closing one takes some hundred microseconds; beyond this many at a time, accepting waits for it.
    private const int MostClosing = 64;

    private readonly CancellationTokenSource _ending = new();
    private int _closing;

    public EndPoint EndPoint => inner.EndPoint;

    public async ValueTask<Accepted> AcceptAsync()
    {
        while (true)
        {
            await gate.WhenAcceptingAsync(_ending.Token).ConfigureAwait(false);
            ConnectionContext? connection;
            try
            {
                connection = await inner.AcceptAsync(gate.Accepting).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                continue;
            }

            if (connection is null) return default;
            if (await gate.EnterAsync(connection, door, _ending.Token).ConfigureAwait(false) is { } place) return new(connection, place);
            var closed = CloseAsync(connection);
            if (Volatile.Read(ref _closing) > MostClosing) await closed.ConfigureAwait(false);
        }
    }

    async ValueTask<ConnectionContext?> IConnectionListener.AcceptAsync(CancellationToken cancellationToken)
    {
        var accepted = await AcceptAsync().ConfigureAwait(false);
        accepted.Connection?.Features.Set(accepted.Place);
        return accepted.Connection;
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await inner.UnbindAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await inner.DisposeAsync().ConfigureAwait(false);
        _ending.Dispose();
    }

    private async Task CloseAsync(ConnectionContext connection)
    {
        var passing = gate.Pass(door.Door);
        Interlocked.Increment(ref _closing);
        try
        {
            connection.Abort(new ConnectionAbortedException("limit of connections reached"));
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _closing);
            passing.Leave();
        }
    }
}
