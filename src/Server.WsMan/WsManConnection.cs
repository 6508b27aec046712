using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sekimori.Guard;
using Sekimori.Server.Listening;
using Sekimori.Server.Tls;

namespace Sekimori.Server.WsMan;

/// <summary>
/// What is known of one HTTP connection: handshakes of NTLM and Kerberos belong to it, not to a request ([MS-WSMV] 2.2.9.1). Requests on it
/// come one at a time.
/// </summary>
public sealed class WsManConnection
{
    private static readonly object Key = new();

    private readonly Lock _gate = new();
    private readonly IConnectionLifetimeFeature? _lifetime;
    private Action<WsManConnection>? _whenClosed;
    private bool _isBusy, _isClosed;
    private int _held;

    private WsManConnection(IFeatureCollection features, bool isTls, IPEndPoint? remote, WsManEntry? entry)
    {
        (Entry, IsTls, Remote) = (entry, isTls, PlainEndPoint.Of(remote));
        _lifetime = features.Get<IConnectionLifetimeFeature>();
        Certificate = features.Get<ServerCertificate>();
        ClientCertificate = features.Get<ShownCertificate>();
    }

    /// <summary>True if TLS protects the connection.</summary>
    public bool IsTls { get; }

    /// <summary>What protects a message that is not encrypted itself.</summary>
    internal ProtectionLevel Level => IsTls ? ProtectionLevel.Privacy : ProtectionLevel.Connect;

    /// <summary>The client's address and port; null on the local transport.</summary>
    public IPEndPoint? Remote { get; }

    /// <summary>The certificate that the connection was made with; null without TLS.</summary>
    internal ServerCertificate? Certificate { get; }

    /// <summary>What the client presented in the TLS handshake; null if nothing, or if it was not asked.</summary>
    internal ShownCertificate? ClientCertificate { get; }

    /// <summary>The handshake that continues, as its scheme keeps it. Dispose of what is replaced.</summary>
    public object? Handshake
    {
        get;
        set
        {
            field = value;
            HoldHandshake(0);
        }
    }

    /// <summary>The guard's data for the connection; null if it has none.</summary>
    public object? Guarded { get; set; }

    /// <summary>The latest caller with the name that it logged on with, as it was sent; null if its scheme has no name.</summary>
    internal (Caller Caller, string Name)? Named { get; set; }

    /// <summary>What a guard has decided about its caller; null if nothing.</summary>
    internal object? Evaluated { get; set; }

    /// <summary>Its place; null if there is no gate.</summary>
    internal WsManEntry? Entry { get; }

    /// <summary>The caller at the other end, by a scheme whose proof holds for the whole connection; null if there is none.</summary>
    public HttpLogonResult? Proved { get; set; }

    /// <summary>The connection of a request.</summary>
    internal static WsManConnection Of(HttpContext context, WsManEntry? entry)
    {
        var items = context.Features.Get<IConnectionItemsFeature>()!.Items;
        if (items.TryGetValue(Key, out var known)) return (WsManConnection)known!;
        var (address, port) = (context.Connection.RemoteIpAddress, context.Connection.RemotePort);
        return Keep(items, new(context.Features, context.Request.IsHttps, address is null ? null : new(address, port), entry));
    }

    /// <summary>A connection whose requests are read by another reader than Kestrel's.</summary>
    internal static WsManConnection Of(ConnectionContext connection, WsManEntry? entry) =>
        connection.Items.TryGetValue(Key, out var known)
            ? (WsManConnection)known!
            : Keep(connection.Items, new(connection.Features, connection.Features.Get<ITlsHandshakeFeature>() is not null,
                connection.RemoteEndPoint as IPEndPoint, entry));

    /// <summary>True while a request is being answered.</summary>
    internal bool IsBusy
    {
        get
        {
            lock (_gate) return _isBusy;
        }
    }

    /// <summary>Ends the connection at once.</summary>
    internal void Abort() => _lifetime?.Abort();

    /// <summary>Describes what is to be done when the connection is closed.</summary>
    /// <returns>False if it is closed already.</returns>
    internal bool WhenClosed(Action<WsManConnection> done)
    {
        lock (_gate)
        {
            _whenClosed = done;
            return !_isClosed;
        }
    }

    /// <summary>Revokes the logon, with its keys.</summary>
    internal void Forget()
    {
        Proved?.Protects?.Dispose();
        Proved = null;
    }

    /// <summary>Counts what the handshake holds now. Over the budget, the connection ends.</summary>
    internal void HoldHandshake(int bytes)
    {
        var more = bytes - _held;
        if (Entry is null || more == 0) return;
        if (more < 0) Entry.Release(-more);
        else if (!Entry.TryHold(more)) return;
        _held = bytes;
    }

    /// <summary>A request starts: what it works with stays until its end, even where the connection is closed under it.</summary>
    internal void Begin()
    {
        lock (_gate) _isBusy = true;
    }

    /// <summary>The request has ended.</summary>
    internal void End()
    {
        lock (_gate)
        {
            _isBusy = false;
            if (!_isClosed) return;
        }

        Clear();
    }

    private static WsManConnection Keep(IDictionary<object, object?> items, WsManConnection made)
    {
        items[Key] = made;
        made._lifetime?.ConnectionClosed.UnsafeRegister(static c => ((WsManConnection)c!).Close(), made);
        return made;
    }

    private void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _whenClosed?.Invoke(this);
            if (_isBusy) return;
        }

        Clear();
    }

    private void Clear()
    {
        (Handshake as IDisposable)?.Dispose();
        Handshake = null;
        Forget();
    }
}
