using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;

namespace Sekimori.Client.Rpc;

/// <summary>
/// One connection to an RPC server, with the interfaces bound on it. Thread-safe; calls may overlap if the server supports several at once.
/// </summary>
/// <remarks>In parts: .Connecting connects, this one binds, .Security authenticates, .Calls calls, .Transport moves bytes.</remarks>
public sealed partial class RpcClient : IAsyncDisposable
{
    /// <summary>How long a server may take to close a connection with answers that nobody waits for.</summary>
    private static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(2);

    private readonly RpcClientOptions _options;
    private readonly RpcClientAssociation _association;
    private readonly SemaphoreSlim _binding = new(1);
    private ushort _nextContextId;
    private bool _isBound;
    private bool _isDisposed;
    private Timer? _closing;
    private int _done;

    private RpcClient(Socket socket, string host, RpcClientOptions options)
    {
        _options = options;
        _socket = socket;
        _stream = new(socket, ownsSocket: false);
        _host = host;
        _association = new(options.Limits, _output);
        var reader = PipeReader.Create(_stream, new(bufferSize: 8192, leaveOpen: true));
        _ = ReadAsync(reader, reader.ReadAsync().AsTask());
    }

    /// <summary>The server's address.</summary>
    public EndPoint? Remote => _socket.RemoteEndPoint;

    /// <summary>Our own end.</summary>
    internal EndPoint? Local => _socket.LocalEndPoint;

    /// <summary>
    /// The association group; 0 before the first bind. Another connection that gives it in its options shares context handles.
    /// </summary>
    public uint Group => _association.GroupId;

    /// <summary>The features that were agreed on.</summary>
    internal BindTimeFeatures Features => _association.Features;

    /// <summary>True if the server supports several calls at once on this connection.</summary>
    public bool IsMultiplexed => _association.IsMultiplexed;

    /// <summary>Completes once the connection has ended.</summary>
    internal Task Ended => _ended.Task;

    /// <summary>True once the connection has ended.</summary>
    internal bool IsOver
    {
        get
        {
            lock (_gate) return _association.End != AssociationEnd.None;
        }
    }

    /// <summary>True once the socket is closed: at most <see cref="ClosingTime"/> after <see cref="DisposeAsync"/>.</summary>
    internal bool IsClosed => Volatile.Read(ref _done) >= 2;

    /// <summary>Binds an interface: the first with a bind, which also authenticates, further ones with alter_context.</summary>
    /// <exception cref="RpcBindException">The server does not serve it.</exception>
    /// <exception cref="RpcConnectionException">The server denied the connection or its authentication, or is not reachable any
    /// more.</exception>
    /// <exception cref="TimeoutException">There was no answer in <see cref="RpcClientOptions.BindTimeout"/>.</exception>
    public async Task<RpcChannel> BindAsync(SyntaxId @interface, CancellationToken cancellationToken = default) =>
        (await BindAsync([@interface], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Binds several interfaces at once.</summary>
    /// <returns>One channel for each, in order.</returns>
    /// <inheritdoc cref="BindAsync(SyntaxId, CancellationToken)"/>
    public async Task<IReadOnlyList<RpcChannel>> BindAsync(
        IReadOnlyList<SyntaxId> interfaces, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(interfaces);
        var (channels, reasons) = await TryBindAsync(interfaces, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < channels.Count; i++)
            if (channels[i] is null) throw new RpcBindException(interfaces[i], reasons[i]);
        return channels!;
    }

    /// <summary>Binds those of several interfaces that the server serves.</summary>
    /// <returns>A channel for each, in order, null where it does not; and why not.</returns>
    /// <inheritdoc cref="BindAsync(SyntaxId, CancellationToken)"/>
    internal async Task<(IReadOnlyList<RpcChannel?> Channels, IReadOnlyList<ContextReason> Reasons)> TryBindAsync(
        IReadOnlyList<SyntaxId> interfaces, CancellationToken cancellationToken)
    {
        await _binding.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var contexts = Propose(interfaces);
            var ack = _isBound
                ? await AlterAsync(contexts, cancellationToken).ConfigureAwait(false)
                : await FirstBindAsync(contexts, cancellationToken).ConfigureAwait(false);
            _isBound = true;
            var found = interfaces.Select(wanted => Channel(wanted, contexts, ack)).ToList();
            return ([.. found.Select(one => one.Channel)], [.. found.Select(one => one.Reason)]);
        }
        finally
        {
            _binding.Release();
        }
    }

    /// <summary>Ends the connection: the server sees its end when this returns.</summary>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true)) return default;
        if (End(AssociationEnd.LocalClosed) == 0)
            // The reader comes to the end of the stream and closes it: a stream that is closed under it costs exceptions.
            ShutDown(SocketShutdown.Both);
        else
        {
            // Answers are under way: they are no reason for the peer to get a reset. If it does not close, we do.
            ShutDown(SocketShutdown.Send);
            _closing = new(static self => ((RpcClient)self!).ShutDown(SocketShutdown.Both), this, ClosingTime, Timeout.InfiniteTimeSpan);
        }

        CloseOnce();
        return default;
    }

    private void ShutDown(SocketShutdown how)
    {
        try
        {
            _socket.Shutdown(how);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The peer was first.
        }
    }

    /// <summary>Whoever is last of the reader and <see cref="DisposeAsync"/> closes: no thread is waited for.</summary>
    private void CloseOnce()
    {
        if (Interlocked.Increment(ref _done) < 2) return;
        _closing?.Dispose();
        _socket.Dispose();
        _securityContext?.Dispose();
    }

    /// <summary>
    /// [MS-RPCE] 3.3.1.5.6: one element for each transfer syntax of an interface; 3.3.1.5.3: and one that requests features, in the bind.
    /// </summary>
    private ImmutableArray<PresentationContext> Propose(IReadOnlyList<SyntaxId> interfaces)
    {
        var contexts = ImmutableArray.CreateBuilder<PresentationContext>();
        foreach (var wanted in interfaces)
            foreach (var transfer in _options.TransferSyntaxes)
                contexts.Add(new(_nextContextId++, wanted, [transfer]));
        if (!_isBound) contexts.Add(new(_nextContextId++, interfaces[^1], [BindTimeFeatureSyntax.For(BindTimeFeatures.All)]));
        return contexts.ToImmutable();
    }

    private (RpcChannel? Channel, ContextReason Reason) Channel(
        SyntaxId wanted, ImmutableArray<PresentationContext> contexts, BindAckPdu ack)
    {
        var reason = ContextReason.NotSpecified;
        for (var i = 0; i < contexts.Length; i++)
        {
            if (contexts[i].AbstractSyntax != wanted) continue;
            if (ack.Results[i].Outcome == ContextOutcome.Acceptance)
                return (new(this, contexts[i], ack.Results[i].TransferSyntax), reason);
            if (ack.Results[i].Outcome == ContextOutcome.ProviderRejection) reason = (ContextReason)ack.Results[i].Reason;
        }

        return (null, reason);
    }

    private async Task<BindAckPdu> AlterAsync(ImmutableArray<PresentationContext> contexts, CancellationToken cancellationToken) =>
        (await AskAsync(() => _association.AlterContext(contexts), cancellationToken).ConfigureAwait(false)).Ack;
}
