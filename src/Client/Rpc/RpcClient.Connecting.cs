using System.Net;
using System.Net.Sockets;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;
using Sekimori.Security;

namespace Sekimori.Client.Rpc;

public sealed partial class RpcClient
{
    /// <summary>Connects; nothing is bound yet.</summary>
    /// <remarks>
    /// The first bind uses <see cref="RpcClientOptions.Scheme"/>, or the strongest that we have: a connection whose bind was rejected has
    /// ended, so it cannot try another.
    /// </remarks>
    /// <param name="binding">The server; its port, or the endpoint mapper's if it has none.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SocketException">Nothing listens there, or the name is unknown.</exception>
    /// <exception cref="TimeoutException">There was no answer in <see cref="RpcClientOptions.ConnectTimeout"/>.</exception>
    public static async Task<RpcClient> ConnectAsync(
        RpcBinding binding, RpcClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(binding);
        options ??= RpcClientOptions.Default;
        var target = EndPointOf(binding);
        var socket = target switch
        {
            UnixDomainSocketEndPoint => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified),
            // An address needs no search for others, and no socket that can reach both families.
            IPEndPoint => new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true },
            _ => new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true },
        };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.ConnectTimeout);
        try
        {
            await socket.ConnectAsync(target, limit.Token).ConfigureAwait(false);
            // The logon follows, and may ask a KDC.
            await PoolThread.Enter();
            return new(socket, binding.Host, options);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new TimeoutException($"{binding} did not answer within {options.ConnectTimeout.TotalSeconds} s.",
                new SocketException((int)SocketError.TimedOut));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static EndPoint EndPointOf(RpcBinding binding)
    {
        if (binding.Path is { } path) return new UnixDomainSocketEndPoint(path);
        var port = binding.Port ?? RpcBinding.EndpointMapperPort;
        return IPAddress.TryParse(binding.Host, out var address) ? new IPEndPoint(address, port) : new DnsEndPoint(binding.Host, port);
    }

    /// <summary>Connects to the endpoint of an interface, queries the endpoint mapper if <paramref name="binding"/> has no port (with the
    /// credentials only if it does not answer without them), and binds it with the strongest scheme that both sides have, or the one that
    /// <paramref name="options"/> name.</summary>
    /// <exception cref="RpcBindException">The interface is not served there, or the mapper does not know it.</exception>
    /// <inheritdoc cref="BindAsync(SyntaxId, CancellationToken)"/>
    public static async Task<(RpcClient Client, RpcChannel Channel)> ConnectAsync(
        RpcBinding binding, SyntaxId @interface, RpcClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(binding);
        options ??= RpcClientOptions.Default;
        if (binding is { Port: null, Path: null })
        {
            var endpoints = await EndpointResolver.ResolveAsync(binding, @interface, options, cancellationToken).ConfigureAwait(false);
            if (endpoints.Count == 0) throw new RpcBindException(@interface, ContextReason.AbstractSyntaxNotSupported);
            binding = binding with { Port = endpoints[0].Port };
        }

        return await ConnectBoundAsync(binding, @interface, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>As the other, for one interface.</summary>
    internal static async Task<(RpcClient Client, RpcChannel Channel)> ConnectBoundAsync(
        RpcBinding binding, SyntaxId @interface, RpcClientOptions options, CancellationToken cancellationToken)
    {
        var (client, channels) = await ConnectBoundAsync(binding, [@interface], options, cancellationToken).ConfigureAwait(false);
        return (client, channels[0]!);
    }

    /// <summary>
    /// Connects to exactly this endpoint, the mapper's if it has no port, and binds: a new connection for each scheme, until the server
    /// supports one.
    /// </summary>
    /// <param name="binding">The endpoint.</param>
    /// <param name="interfaces">What to bind: the first must be served there, the others may be.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A channel for each interface, in order, null where it is not served.</returns>
    internal static async Task<(RpcClient Client, IReadOnlyList<RpcChannel?> Channels)> ConnectBoundAsync(
        RpcBinding binding, IReadOnlyList<SyntaxId> interfaces, RpcClientOptions options, CancellationToken cancellationToken)
    {
        IReadOnlyList<SecurityScheme> schemes = options is { Security: { } initiator, Scheme: null } ? initiator.Schemes : [];
        for (var tried = 0; ; tried++)
        {
            var attempt = schemes.Count == 0 ? options : options with { Scheme = schemes[tried] };
            var client = await ConnectAsync(binding, attempt, cancellationToken).ConfigureAwait(false);
            try
            {
                var (channels, reasons) = await client.TryBindAsync(interfaces, cancellationToken).ConfigureAwait(false);
                return channels[0] is null ? throw new RpcBindException(interfaces[0], reasons[0]) : (client, channels);
            }
            catch (RpcConnectionException refused) when (tried + 1 < schemes.Count && IsUnknown(refused, schemes[tried]))
            {
                await client.DisposeAsync().ConfigureAwait(false);
            }
            catch
            {
                await client.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <summary>
    /// True if the server does not support the scheme, or there is no ticket; a denied logon is no reason to try a weaker scheme.
    /// </summary>
    private static bool IsUnknown(RpcConnectionException refused, SecurityScheme scheme) =>
        refused.RefusalReason == BindNakReason.AuthenticationTypeNotRecognized
        || (scheme == SecurityScheme.Kerberos
        && refused is
        {
            End: AssociationEnd.AuthenticationFailed, RefusalReason: null,
            Refusal.Reason: RefusalReason.Unavailable or RefusalReason.Failed
        });
}
