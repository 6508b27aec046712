using System.Net;
using System.Net.Sockets;

namespace Sekimori.App.Posture;

/// <summary>Targets in blocks, which workers claim: the addresses of one network, so that its load is one worker's business.</summary>
internal static class TargetBlocks
{
    // Names say nothing about networks. Four such blocks are what a worker asks at once.
    private const int NamesOfBlock = 64;

    /// <summary>The blocks: one for each /24 of IPv4 and each /112 of IPv6, then the names in their order.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Of(IEnumerable<string> hosts)
    {
        var networks = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var names = new List<string>();
        foreach (var host in hosts)
        {
            if (!IPAddress.TryParse(host, out var address))
            {
                names.Add(host);
                continue;
            }

            var bytes = address.GetAddressBytes();
            var key = Convert.ToHexString(bytes.AsSpan(0, address.AddressFamily == AddressFamily.InterNetwork ? 3 : 14));
            if (!networks.TryGetValue(key, out var network)) networks[key] = network = [];
            network.Add(host);
        }

        // A /112 may be given whole: 256 addresses a block there too.
        return [.. networks.Values.SelectMany(network => network.Chunk(256)), .. names.Chunk(NamesOfBlock)];
    }
}
