using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Towers;

namespace Sekimori.Client.Rpc;

/// <summary>Reads the whole endpoint map of a host.</summary>
public static class EndpointMapReader
{
    // A Windows server answers with about 350 at once; a client that requests one at a time looks like a scan.
    private const uint Batch = 500;

    // The largest hosts have a few thousand. A mapper that never ends is abandoned.
    private const int MaxEntries = 100_000;

    /// <summary>Reads the map.</summary>
    /// <param name="binding">The host; with a port if its mapper is not on 135.</param>
    /// <param name="options">How to connect.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RpcFaultException">The host denies the lookup.</exception>
    /// <exception cref="InvalidDataException">The mapper answers with an error, or never ends.</exception>
    public static async Task<IReadOnlyList<MappedEndpoint>> ReadAsync(
        RpcBinding binding, RpcClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (client, channel) = await RpcClient.ConnectBoundAsync(
            binding, IEndpointMapper.Info.Id, options ?? RpcClientOptions.Default, cancellationToken).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            var mapper = new EndpointMapperClient(channel);
            var endpoints = new List<MappedEndpoint>();
            var handle = ContextHandle.Null;
            do
            {
                var part = await mapper.EptLookupAsync(
                    (uint)InquiryType.All, null, null, (uint)VersionOption.All, handle, Batch, cancellationToken).ConfigureAwait(false);
                // "Not registered" ends a continued lookup, and means that an empty map is empty.
                if (part.Status is not (EptStatus.Ok or EptStatus.NotRegistered))
                    throw new InvalidDataException($"{binding}: the endpoint mapper answered with status 0x{part.Status:x8}");
                endpoints.AddRange(part.Entries.Select(Read));
                if (endpoints.Count > MaxEntries)
                    throw new InvalidDataException($"{binding}: the endpoint map has more than {MaxEntries} elements");
                handle = part.Status == EptStatus.Ok && part.EntryCount > 0 ? part.EntryHandle : ContextHandle.Null;
            }
            while (!handle.IsNull);
            return endpoints;
        }
    }

    private static MappedEndpoint Read(EptEntry entry) =>
        new(entry.Tower is { } tower && TowerBinding.TryRead(tower, out var read) ? read : null, entry.Object, entry.Annotation);
}
