using System.Globalization;
using Sekimori.Client.Rpc;
using Sekimori.Dcom;
using Sekimori.Dcom.Activation;
using Sekimori.Dcom.Automation;
using Sekimori.Dcom.References;
using Sekimori.Dcom.Resolver;
using Sekimori.Guard;
using Sekimori.Rpc;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;
using Sekimori.Security.Credentials;
using Sekimori.Wire;

namespace Sekimori.Client.Dcom;

/// <summary>
/// A DCOM client of one host: it activates classes on port 135, calls objects on their exporter's port, pings what it holds, and gives it
/// back. It connects to the host that it was given, whatever addresses the host publishes. Thread-safe.
/// </summary>
/// <example><code>
/// await using var host = new DcomClient("server1", Credential.FromPassword(@"LAB\alice", password));
/// await using var greeter = await host.ActivateAsync&lt;IGreeter&gt;(clsid);
/// </code></example>
/// <remarks>In parts: this one activates and finds objects, .Pings keeps them, .Releases gives them back.</remarks>
public sealed partial class DcomClient : IAsyncDisposable
{
    private const int ResolverPort = 135;

    private readonly string _host;
    private readonly Credential? _credential;
    private readonly RpcClientOptions _options;
    private readonly RpcConnection _resolver;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<ulong, DcomExporter> _exporters = [];
    private bool _isDisposed;

    /// <summary>The ports at which objects may be called; null for every one that the host names.</summary>
    internal Func<int, bool>? AllowsPort { get; init; }

    /// <summary>Makes a client; nothing is sent before the first activation.</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="credential">The identity to log on with.</param>
    /// <param name="options">Limits, time-outs and the level of protection: what the server asks for is the least.</param>
    /// <param name="port">The port of the object resolver.</param>
    public DcomClient(string host, Credential? credential = null, RpcClientOptions? options = null, int port = ResolverPort)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        (_host, _credential) = (host, credential);
        // [MS-DCOM] 2.2: NDR 2.0 alone.
        _options = (options ?? RpcClientOptions.Default) with { TransferSyntaxes = [SyntaxId.Ndr20], CallsAtOnce = true };
        _resolver = new(new RpcBinding(host, port), credential, _options);
        _stopped = _stop.Token;
        _pings = new(_ => _ = PingAsync(), null, Period, Period);
    }

    /// <summary>Makes an object of a class.</summary>
    /// <typeparam name="T">A COM interface of the object.</typeparam>
    /// <param name="clsid">The class.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ComException">The server refused with an HRESULT.</exception>
    /// <exception cref="RpcConnectionException">No connection or no logon.</exception>
    /// <exception cref="RpcFaultException">The server answered with a fault: 5 is access denied.</exception>
    public async Task<ComReference<T>> ActivateAsync<T>(Guid clsid, CancellationToken cancellationToken = default)
        where T : class, IRpcInterface<T>
    {
        var (pointer, _) = await ActivateAsync(clsid, T.Definition.Id.Uuid, cancellationToken).ConfigureAwait(false);
        return await TakeAsync<T>(pointer, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes an object, without a connection to its exporter yet.</summary>
    /// <param name="clsid">The class.</param>
    /// <param name="iid">The interface.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task<(InterfacePointer Pointer, DcomExporter Exporter)> ActivateAsync(
        Guid clsid, Guid iid, CancellationToken cancellationToken)
    {
        var activator = await _resolver.BindAsync<IRemoteScmActivator>(null, cancellationToken).ConfigureAwait(false);
        var result = await activator.RemoteCreateInstanceAsync(
            OrpcThis.ForCall(), null, ActivationRequest.For(clsid, [iid]), cancellationToken).ConfigureAwait(false);
        if (result.Status != ComStatus.Ok || result.Properties is null) throw new ComException(result.Status, $"activation of {clsid}");
        var reply = ActivationReply.Read(result.Properties);
        if (reply.Results is [not ComStatus.Ok and var refused, ..]) throw new ComException(refused, $"activation of {clsid}");
        if (reply.Pointers is not [{ } pointer, ..])
            throw new MalformedException(Malformed.BadValue, "an activation without an object");
        return (pointer, await LearnAsync(reply.Oxid, reply.Bindings, reply.RemUnknown, reply.AuthnHint, cancellationToken)
            .ConfigureAwait(false));
    }

    /// <summary>
    /// Asks the resolver for a sign of life on the connection of activation ([MS-DCOM] 3.1.2.5.1.6). No server checks a right for that: it
    /// fails where the logon of the connection has failed.
    /// </summary>
    internal async Task<ServerAlive2Result> AliveAsync(CancellationToken cancellationToken)
    {
        var resolver = await _resolver.BindAsync<IObjectExporter>(null, cancellationToken).ConfigureAwait(false);
        return await resolver.ServerAlive2Async(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The object that a call returned.</summary>
    /// <typeparam name="T">Its interface.</typeparam>
    /// <param name="pointer">What was returned.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ComException">It is null, by value, or its exporter is not known to the host.</exception>
    public async Task<ComReference<T>> TakeAsync<T>(InterfacePointer? pointer, CancellationToken cancellationToken = default)
        where T : class, IRpcInterface<T>
    {
        if (pointer is null || Objref.Read(pointer.Data) is not StandardObjref objref)
            throw new ComException(ComStatus.NoInterface, "no reference to a remote object");
        if (objref.Iid == T.Definition.Id.Uuid) return await BindAsync<T>(objref.Std, cancellationToken).ConfigureAwait(false);
        // A reference to another interface, often IUnknown, says nothing about this one.
        Remember(objref.Std);
        try
        {
            return await QueryAsync<T>(objref.Std, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await ReleaseAsync(objref.Std).ConfigureAwait(false);
        }
    }

    /// <summary>Makes an object of a class that is called by the names of its members, as <c>MMC20.Application</c>.</summary>
    /// <param name="clsid">The class.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ComException">The server refused with an HRESULT, or the object has no IDispatch.</exception>
    /// <exception cref="RpcConnectionException">No connection or no logon.</exception>
    /// <exception cref="RpcFaultException">The server answered with a fault: 5 is access denied.</exception>
    public async Task<ComDispatch> ActivateDispatchAsync(Guid clsid, CancellationToken cancellationToken = default) =>
        new(this, await ActivateAsync<IDispatch>(clsid, cancellationToken).ConfigureAwait(false));

    /// <summary>The object in a variant, to be called by the names of its members.</summary>
    /// <param name="value">A result or an element of a collection.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ComException">It is no object, or one without IDispatch.</exception>
    public async Task<ComDispatch> TakeDispatchAsync(Variant value, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        // A variant that is returned by reference has the value in another one.
        var pointer = value.Value is Variant inner ? inner.AsObject : value.AsObject;
        return new(this, await TakeAsync<IDispatch>(pointer, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Another interface of an object.</summary>
    /// <typeparam name="T">The interface.</typeparam>
    /// <param name="known">A reference to the object.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ComException">The object does not have it.</exception>
    internal async Task<ComReference<T>> QueryAsync<T>(StdObjref known, CancellationToken cancellationToken = default)
        where T : class, IRpcInterface<T>
    {
        var exporter = await FindAsync(known.Oxid, cancellationToken).ConfigureAwait(false);
        var client = await exporter.RemUnknownAsync(cancellationToken).ConfigureAwait(false);
        var reply = await client.RemQueryInterfaceAsync(known.Ipid, 5, 1, [T.Definition.Id.Uuid], cancellationToken).ConfigureAwait(false);
        if (reply.Results is not [{ Result: ComStatus.Ok } found])
            throw new ComException(reply.Status, $"interface {T.Definition.Name}");
        return await BindAsync<T>(found.Std, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes every connection. The server collects what was not released.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true)) return;
        await _pings.DisposeAsync().ConfigureAwait(false);
        await EndReleasesAsync().ConfigureAwait(false);
        _stop.Cancel();
        foreach (var exporter in _exporters.Values) await exporter.Connection.DisposeAsync().ConfigureAwait(false);
        await _resolver.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>True for what a peer, or the way to it, can cause.</summary>
    internal static bool IsOfPeer(Exception e) => e is RpcFaultException or RpcConnectionException or RpcBindException or ComException
        or MalformedException or TimeoutException or IOException;

    private async Task<ComReference<T>> BindAsync<T>(StdObjref std, CancellationToken cancellationToken)
        where T : class, IRpcInterface<T>
    {
        var exporter = await FindAsync(std.Oxid, cancellationToken).ConfigureAwait(false);
        var (bound, channel) = await exporter.BindAsync<T>(std.Ipid, cancellationToken).ConfigureAwait(false);
        Remember(std);
        return new(this, bound, channel, std);
    }

    internal async Task<DcomExporter> FindAsync(ulong oxid, CancellationToken cancellationToken)
    {
        lock (_exporters)
            if (_exporters.TryGetValue(oxid, out var known))
                return known;
        var resolver = await _resolver.BindAsync<IObjectExporter>(null, cancellationToken).ConfigureAwait(false);
        var reply = await resolver.ResolveOxid2Async(oxid, 1, [StringBinding.Tcp], cancellationToken).ConfigureAwait(false);
        if (reply.Status != 0 || reply.Bindings is null) throw new ComException(reply.Status, "the exporter is not known to the host");
        return await LearnAsync(oxid, reply.Bindings, reply.RemUnknown, reply.AuthnHint, cancellationToken).ConfigureAwait(false);
    }

    private async Task<DcomExporter> LearnAsync(
        ulong oxid, DualStringArray bindings, Guid remUnknown, uint hint, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            lock (_exporters)
                if (_exporters.TryGetValue(oxid, out var known))
                    return known;
            var port = bindings.Read().Strings.Where(one => one.TowerId == StringBinding.Tcp)
                .Select(one => ushort.TryParse(one.Endpoint, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
                .FirstOrDefault(number => number != 0);
            if (port == 0) throw new ComException(ComStatus.Fail, "the exporter has no TCP port");
            if (AllowsPort?.Invoke(port) == false) throw new ComException(ComStatus.Fail, $"the exporter is at port {port}");
            // The higher of the hint, integrity and what the caller wants: some servers hint at less than they accept.
            var level = (ProtectionLevel)Math.Min((uint)ProtectionLevel.Privacy, hint);
            if (level < ProtectionLevel.Integrity) level = ProtectionLevel.Integrity;
            if (level < _options.Level) level = _options.Level;
            // Objects on the resolver's own port need no second connection and no second logon: interfaces are bound beside activation.
            var isResolver = port == _resolver.Server.Port && level == _options.Level;
            var made = new DcomExporter(isResolver
                ? _resolver
                : new RpcConnection(new RpcBinding(_host, port), _credential, _options with { Level = level }), remUnknown);
            lock (_exporters) _exporters.Add(oxid, made);
            return made;
        }
        finally
        {
            _gate.Release();
        }
    }
}
