using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Sekimori.Guard.Admission;
using Sekimori.Guard.Connect;
using Sekimori.Server.Listening;

namespace Sekimori.Server.Admission;

public sealed partial class ConnectionGate
{
    /// <summary>Connections accepted between two checks of the descriptors.</summary>
    private const int CountEvery = 8;

    /// <summary>
    /// To close a connection takes some hundred microseconds, and on a machine that has too much to do a second; a client waits 20.
    /// </summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Gives a connection a place. Who is not allowed to connect gets none and is closed by the door; until then it counts.
    /// </summary>
    /// <returns>The place; null if the connection must be closed, which has been recorded.</returns>
    internal Place? TryEnter(ConnectionContext connection, GatedDoor door)
    {
        var place = TryEnter(connection, door, out var key, out var cause);
        if (place is null) Report(key, door.Door, cause, connection);
        return place;
    }

    /// <summary>
    /// As <see cref="TryEnter(ConnectionContext, GatedDoor)"/>, for who accepts one connection after the other: where the descriptors are
    /// those of connections that are just closing, it waits for one. A flood makes others wait in the kernel's queue, and shuts nobody out.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="door">Where it came in.</param>
    /// <param name="ending">Ends the wait.</param>
    internal ValueTask<Place?> EnterAsync(ConnectionContext connection, GatedDoor door, CancellationToken ending)
    {
        var place = TryEnter(connection, door, out var key, out var cause);
        if (cause == RefusalCause.Closing) return WaitForPlaceAsync(connection, key, door, ending);
        if (place is null) Report(key, door.Door, cause, connection);
        return new(place);
    }

    private Place? TryEnter(ConnectionContext connection, GatedDoor door, out PeerKey key, out RefusalCause cause)
    {
        key = KeyOf(connection, out var address);
        var now = Clock.GetUtcNow();
        cause = RefusalCause.None;
        if (door.Connect.Evaluate(address) != ConnectVerdict.Admitted) return Admission.Pass(door.Door, now);
        // A flood between two ticks must not use the last ones.
        if (Interlocked.Increment(ref _sinceCount) >= CountEvery && AreShort()) Pause();
        return Admission.TryEnter(key, door.Door, door.Most(), door.Bytes, now, out cause);
    }

    private async ValueTask<Place?> WaitForPlaceAsync(
        ConnectionContext connection, PeerKey key, GatedDoor door, CancellationToken ending)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ending);
        limit.CancelAfter(LongestWait);
        while (true)
        {
            await Admission.WhenDescriptorIsFree().WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var place = Admission.TryEnter(key, door.Door, door.Most(), door.Bytes, Clock.GetUtcNow(), out var cause);
            if (cause == RefusalCause.Closing && !limit.IsCancellationRequested) continue;
            if (place is null) Report(key, door.Door, cause, connection);
            return place;
        }
    }

    private PeerKey KeyOf(ConnectionContext connection, out IPAddress? address)
    {
        address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        if (address is not null) return PeerKey.Of(address, Admission.Limits.TrustedProxies);
        var socket = connection.Features.Get<IConnectionSocketFeature>()?.Socket;
        return socket is not null && UnixPeer.Of(socket) is { } peer ? PeerKey.OfUser(peer.UserId, peer.IsOwner) : PeerKey.UnknownUser;
    }
}
