using System.Globalization;
using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Towers;

namespace Sekimori.Client.Rpc;

/// <summary>Queries a host's endpoint mapper for an interface.</summary>
internal static class EndpointResolver
{
    /// <summary>More endpoints of one interface than anybody has.</summary>
    private const uint MaxTowers = 16;

    /// <summary>
    /// The TCP endpoints of <paramref name="interface"/>, with the queried host and their ports; none if the mapper knows none.
    /// </summary>
    /// <param name="binding">The host; with a port if its mapper is not on 135.</param>
    /// <param name="interface">The interface.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<IReadOnlyList<RpcBinding>> MapAsync(
        RpcBinding binding, SyntaxId @interface, CancellationToken cancellationToken = default) =>
        MapAsync(binding, @interface, RpcClientOptions.Default, cancellationToken);

    /// <inheritdoc cref="MapAsync(RpcBinding, SyntaxId, CancellationToken)"/>
    /// <param name="binding">The host; with a port if its mapper is not on 135.</param>
    /// <param name="interface">The interface.</param>
    /// <param name="options">How to connect, and as whom.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<RpcBinding>> MapAsync(
        RpcBinding binding, SyntaxId @interface, RpcClientOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(binding);
        var (client, channel) = await RpcClient.ConnectBoundAsync(binding, IEndpointMapper.Info.Id, options, cancellationToken)
            .ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            var mapper = new EndpointMapperClient(channel);
            var wanted = new TowerBinding(@interface, SyntaxId.Ndr20, ProtocolSequence.Tcp, "135", "").ToTower();
            var found = await mapper.EptMapAsync(null, wanted, ContextHandle.Null, MaxTowers, cancellationToken).ConfigureAwait(false);
            var bindings = new List<RpcBinding>();
            foreach (var tower in found.Towers)
                // The address in a tower is the mapper's view of itself; behind NAT and on several interfaces, the queried address is the
                // one that answers.
                if (tower is not null && TowerBinding.TryRead(tower, out var read)
                    && ushort.TryParse(read.Endpoint, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port != 0)
                    bindings.Add(new(binding.Host, port));
            return bindings;
        }
    }

    /// <summary>
    /// The TCP endpoints of an interface for a client with credentials: queried without authentication first, as clients of Windows do, and
    /// with it if the mapper requires it.
    /// </summary>
    /// <param name="binding">The host; with a port if its mapper is not on 135.</param>
    /// <param name="interface">The interface.</param>
    /// <param name="options">How the client connects to the interface, and as whom.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RpcFaultException">The host denies the lookup.</exception>
    /// <inheritdoc cref="RpcClient.BindAsync(SyntaxId, CancellationToken)"/>
    public static async Task<IReadOnlyList<RpcBinding>> ResolveAsync(
        RpcBinding binding, SyntaxId @interface, RpcClientOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        // The group is that of the interface's own connections.
        var asked = options with { Group = 0 };
        try
        {
            return await MapAsync(binding, @interface, asked with { Security = null, Scheme = null }, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (RpcFaultException refused) when (refused.Status == RpcStatus.AccessDenied && options.Security is not null)
        {
            // A server may need a logon of everybody: `rpc: least-level` here, RestrictRemoteClients of Windows. Its own clients continue
            // then with EnableAuthEpResolution.
            return await MapAsync(binding, @interface, asked, cancellationToken).ConfigureAwait(false);
        }
    }
}
