using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Sekimori.Client.WsMan;
using Sekimori.Client.WsMan.Http;
using Sekimori.Client.WsMan.Messages;
using Sekimori.Gate.Threads;
using Sekimori.WsMan.Faults;

namespace Sekimori.Gate.Gateway.Terminated;

/// <summary>
/// The connections of one session to its target, each with a logon of its own. They are never handed to another session: NTLM and Kerberos
/// authenticate a connection, and whoever comes next on it would be the caller before. Thread-safe.
/// </summary>
internal sealed class TargetLinks(GatewayDoor gateway, TargetHost target, TargetLogon logon, CallerDelegation? caller = null)
    : ITargetLinks
{
    // Requests of one session at a time: a shell waits with one Receive, PowerShell has some pipelines. A caller who opens more waits.
    private const int MostAtOnce = 32;

    private static readonly TimeSpan PlaceWithin = TimeSpan.FromSeconds(10);

    private readonly ConcurrentBag<WsManSession> _idle = [];
    private readonly SemaphoreSlim _places = new(MostAtOnce);
    private volatile bool _isClosed;

    /// <inheritdoc/>
    public (IPEndPoint Source, IPEndPoint Remote)? Ends { get; private set; }

    /// <inheritdoc/>
    // Shells and enumerations are in the table of the door (TargetObjects).
    public bool IsUsed => false;

    /// <summary>What the caller lets the gate do in its name; null if the target takes a stored logon.</summary>
    public CallerDelegation? Caller => caller;

    /// <summary>The service.</summary>
    public Uri Address { get; } = WsManAddress.Parse(target.Settings.WsMan!.AbsoluteUri);

    /// <summary>Sends one envelope and gives the answer; the caller disposes of it.</summary>
    /// <param name="envelope">The envelope.</param>
    /// <param name="within">How long the target may take.</param>
    /// <param name="mostBytes">The largest answer.</param>
    /// <param name="cancellationToken">Ends the wait, and the connection with it.</param>
    /// <exception cref="WsManClientException">There is no answer, or none that is a message.</exception>
    /// <exception cref="TargetException">The gate has no logon for the target, or cannot reach it.</exception>
    public async Task<Reply> ExchangeAsync(byte[] envelope, TimeSpan within, int mostBytes, CancellationToken cancellationToken)
    {
        if (!await _places.WaitAsync(PlaceWithin, cancellationToken).ConfigureAwait(false))
            throw new WsManFaultException(Fault.Quota($"Limit reached: the session has {MostAtOnce} requests under way."));
        WsManSession? link = null;
        try
        {
            if (!_idle.TryTake(out link)) link = new(Address, Options(mostBytes));
            var reply = await link.ExchangeAsync(envelope, within, ("Via", gateway.Via), cancellationToken).ConfigureAwait(false);
            if (_isClosed) link.Dispose();
            else _idle.Add(link);
            return reply;
        }
        catch (Exception failure)
        {
            // Where a logon was refused, the next request logs on with what the vault has then.
            link?.Dispose();
            if (failure is WsManClientException { Failure: WsManFailure.LogonRefused }) Clear();
            throw;
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Closes the connections; those in use close after their request.</summary>
    public void Dispose()
    {
        _isClosed = true;
        Clear();
        caller?.Dispose();
    }

    private void Clear()
    {
        while (_idle.TryTake(out var link)) link.Dispose();
    }

    /// <summary>How a client of this session speaks to the target.</summary>
    /// <param name="mostBytes">The largest answer.</param>
    /// <exception cref="TargetException">The gate has no logon for the target.</exception>
    public WsManClientOptions Options(int mostBytes) => logon.Apply(new WsManClientOptions
    {
        Trust = new WsManTrust { Fingerprint = target.Settings.Fingerprint },
        ConnectTimeout = gateway.Settings.ConnectTimeout,
        MaxEnvelopeSize = mostBytes,
        Dial = DialAsync,
    }, target, caller);

    // The address that the gate resolved once, whatever the name of the URL has become since.
    private async ValueTask<Stream> DialAsync(string host, int port, CancellationToken cancellationToken)
    {
        var end = await TargetDial.FindAsync(gateway, target, port, cancellationToken).ConfigureAwait(false);
        var socket = await TargetDial.ConnectAsync(end, cancellationToken).ConfigureAwait(false);
        Ends = ((IPEndPoint)socket.LocalEndPoint!, end);
        return new PoolStream(new NetworkStream(socket, ownsSocket: true));
    }
}
