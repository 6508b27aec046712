using System.Net;
using Sekimori.Client.WsMan;
using Sekimori.Gate.Gateway.Terminated;

namespace Sekimori.Gate.Gateway.Bridge;

/// <summary>
/// The client of WS-Management of one session with its target. Its connections and logons are never handed to another session.
/// Thread-safe.
/// </summary>
internal sealed class WsManLinks : ITargetLinks
{
    // As of requests that pass a gate without a bridge (TargetLinks).
    private const int MostAtOnce = 32;

    // The default of Windows, and of our client.
    private const int MostBytes = 512_000;

    private readonly Func<WsManClient> _make;
    private readonly TargetLinks? _links;
    private readonly Lock _gate = new();
    private WsManClient? _client;
    private int _rows;
    private bool _isClosed;

    /// <summary>The client of a session.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="target">The target.</param>
    /// <param name="logon">The identity that is used there.</param>
    public WsManLinks(GatewayDoor gateway, TargetHost target, TargetLogon logon)
    {
        var (links, places) = (new TargetLinks(gateway, target, logon), new SemaphoreSlim(MostAtOnce));
        _links = links;
        _make = () => new(links.Address, links.Options(MostBytes) with
        {
            Header = ("Via", gateway.Via),
            Places = places,
            KnownClass = gateway.KnownClass,
        });
    }

    /// <summary>Another client.</summary>
    public WsManLinks(Func<WsManClient> make) => _make = make;

    /// <inheritdoc/>
    public (IPEndPoint Source, IPEndPoint Remote)? Ends => _links?.Ends;

    /// <inheritdoc/>
    public bool IsUsed => Volatile.Read(ref _rows) > 0;

    /// <summary>Notes that an enumeration at the target was opened (1) or has ended (-1).</summary>
    public void CountOpen(int more) => Interlocked.Add(ref _rows, more);

    /// <summary>The client; nothing is sent before its first request.</summary>
    /// <exception cref="TargetException">The session has ended, or the gate has no logon for the target.</exception>
    public WsManClient Get()
    {
        lock (_gate)
        {
            if (_isClosed) throw new TargetException("the session has ended");
            return _client ??= _make();
        }
    }

    /// <summary>Forgets the client: the next one logs on with what the vault has then.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            _client?.Dispose();
            _client = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate) _isClosed = true;
        Drop();
        _links?.Dispose();
    }
}
