using System.Net.Sockets;
using Sekimori.Rpc;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Pdu;
using Sekimori.Security;
using Sekimori.Security.Credentials;

namespace Sekimori.Client.Rpc;

/// <summary>
/// All that a program needs of one RPC server, with one thing to dispose: it asks the endpoint mapper where an interface is, connects, logs
/// on and binds. Interfaces on the same port share a connection. Thread-safe.
/// </summary>
/// <example><code>
/// await using var dc = new RpcConnection("ncacn_ip_tcp:dc1", Credential.FromPassword(@"LAB\alice", password));
/// var samr = await dc.BindAsync&lt;ISamr&gt;();
/// </code></example>
public sealed class RpcConnection : IAsyncDisposable
{
    private readonly RpcClientOptions _options;
    private readonly SemaphoreSlim _binding = new(1);
    private readonly Dictionary<RpcBinding, RpcClient> _clients = [];
    private bool _isDisposed;

    /// <summary>Makes a connection; nothing is sent before the first bind.</summary>
    /// <param name="server">The server. Without a port, the server's endpoint mapper is asked for each interface.</param>
    /// <param name="credential">The identity to log on with; null for no authentication.</param>
    /// <param name="options">Limits, time-outs and the level of protection.</param>
    /// <exception cref="ArgumentException">The credential is a certificate, which RPC over TCP cannot use.</exception>
    public RpcConnection(RpcBinding server, Credential? credential = null, RpcClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        if (credential is CertificateCredential)
            throw new ArgumentException("RPC cannot log on with a certificate. Use a password or Kerberos tickets.", nameof(credential));
        Server = server;
        _options = options ?? RpcClientOptions.Default;
        if (credential is not null) _options = _options with { Security = new SecurityInitiator(credential) };
    }

    /// <inheritdoc cref="RpcConnection(RpcBinding, Credential?, RpcClientOptions?)"/>
    /// <param name="server">The server as a string binding, see <see cref="RpcBinding.Parse"/>.</param>
    /// <param name="credential">The identity to log on with; null for no authentication.</param>
    /// <param name="options">Limits, time-outs and the level of protection.</param>
    /// <exception cref="FormatException">The string is not a binding.</exception>
    public RpcConnection(string server, Credential? credential = null, RpcClientOptions? options = null)
        : this(RpcBinding.Parse(server), credential, options)
    {
    }

    /// <summary>The server.</summary>
    public RpcBinding Server { get; }

    /// <summary>Binds an interface and returns its client, which is valid until this connection is disposed.</summary>
    /// <typeparam name="T">An interface marked <c>[RpcInterface]</c>.</typeparam>
    /// <param name="object">The object UUID that every call names; null for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RpcConnectionException">No connection or no logon; <see cref="RpcConnectionException.Failure"/> says
    /// which.</exception>
    /// <exception cref="RpcBindException">The server does not serve the interface.</exception>
    /// <exception cref="RpcFaultException">The endpoint mapper denied the lookup.</exception>
    public async Task<T> BindAsync<T>(Guid? @object = null, CancellationToken cancellationToken = default)
        where T : class, IRpcInterface<T> =>
        T.CreateClient(await BindAsync(T.Definition.Id, cancellationToken).ConfigureAwait(false), @object);

    /// <summary>Binds an interface by its identity.</summary>
    /// <inheritdoc cref="BindAsync{T}(Guid?, CancellationToken)"/>
    public async Task<RpcChannel> BindAsync(SyntaxId @interface, CancellationToken cancellationToken = default) =>
        (await BindAsync([@interface], cancellationToken).ConfigureAwait(false))[0]!;

    /// <summary>Binds an interface, and with it others that will be needed: one answer to wait for instead of one each.</summary>
    /// <param name="interfaces">The interface, which must be served; then those that may be, on the same endpoint.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A channel for each, in order, null where it is not served.</returns>
    internal async Task<IReadOnlyList<RpcChannel?>> BindAsync(IReadOnlyList<SyntaxId> interfaces, CancellationToken cancellationToken)
    {
        await _binding.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var endpoint = await LocateAsync(interfaces[0], cancellationToken).ConfigureAwait(false);
            if (_clients.TryGetValue(endpoint, out var known))
            {
                if (!known.IsOver)
                {
                    var (bound, reasons) = await known.TryBindAsync(interfaces, cancellationToken).ConfigureAwait(false);
                    return bound[0] is null ? throw new RpcBindException(interfaces[0], reasons[0]) : bound;
                }

                _clients.Remove(endpoint);
                await known.DisposeAsync().ConfigureAwait(false);
            }

            var (client, channels) = await RpcClient.ConnectBoundAsync(endpoint, interfaces, _options, cancellationToken)
                .ConfigureAwait(false);
            _clients.Add(endpoint, client);
            return channels;
        }
        catch (SocketException e)
        {
            throw new RpcConnectionException(RpcFailure.Unreachable, $"{Server}: {e.Message}", e);
        }
        catch (TimeoutException e)
        {
            throw new RpcConnectionException(RpcFailure.TimedOut, e.Message, e);
        }
        finally
        {
            _binding.Release();
        }
    }

    /// <summary>Closes every connection. Clients of this connection's interfaces cannot be called afterwards.</summary>
    public async ValueTask DisposeAsync()
    {
        await _binding.WaitAsync().ConfigureAwait(false);
        try
        {
            _isDisposed = true;
            foreach (var client in _clients.Values) await client.DisposeAsync().ConfigureAwait(false);
            _clients.Clear();
        }
        finally
        {
            _binding.Release();
        }
    }

    private async Task<RpcBinding> LocateAsync(SyntaxId @interface, CancellationToken cancellationToken)
    {
        if (Server is not { Port: null, Path: null }) return Server;
        var endpoints = await EndpointResolver.ResolveAsync(Server, @interface, _options, cancellationToken).ConfigureAwait(false);
        return endpoints.Count > 0 ? endpoints[0] : throw new RpcBindException(@interface, ContextReason.AbstractSyntaxNotSupported);
    }
}
