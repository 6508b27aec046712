using System.Collections.Immutable;
using System.Net;
using Sekimori.Guard;
using Sekimori.Guard.Connect;
using Sekimori.Guard.Policy;
using Sekimori.Observations;

namespace Sekimori.Gate.Guarding;

/// <summary>The rules that apply without a policy, and when they are not enough.</summary>
internal static class Exposure
{
    /// <summary>
    /// Addresses that are not reachable over the Internet: RFC 6890 2.2.2 and 2.2.3 (this host, private, shared, link-local,
    /// documentation), RFC 4193.
    /// </summary>
    private static readonly IPNetwork[] Inside =
    [
        .. ((string[])["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "192.0.2.0/24",
        "198.51.100.0/24", "203.0.113.0/24",
            "::1/128", "fc00::/7", "fe80::/10", "2001:db8::/32"]).Select(text => IPNetwork.Parse(text)),
    ];

    /// <summary>
    /// The policy that stands for an allow list: the local transport and the addresses on the list may do what their roles allow, nobody
    /// else anything.
    /// </summary>
    /// <param name="allowed">The allowed addresses; default loopback.</param>
    public static CompiledPolicy PolicyOf(AddressList allowed) => new(new PolicyDocument
    {
        Rules =
        [
            new() { Name = "the local socket", Action = PolicyAction.Allow, Transports = [Transport.Local] },
            // An empty list allows nobody; a rule without addresses would allow all.
            .. allowed.Ranges.IsEmpty
            ? []
            : (PolicyRule[])[new()
            {
                Name = "the allow list", Action = PolicyAction.Allow,
                From = [.. allowed.Ranges.Select(range => new IPNetwork(range.Address, range.Prefix))]
            }],
        ],
    });

    /// <summary>The first public address or network that a server without a policy would be exposed to; null if there is none.</summary>
    /// <param name="listening">Where it listens. A wildcard is every address, and says nothing about who is allowed.</param>
    /// <param name="allowed">Who is allowed.</param>
    public static string? PublicWithoutPolicy(ImmutableArray<IPAddress> listening, AddressList allowed) =>
        listening.Where(address => !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
        && !IsInside(address, address.GetAddressBytes().Length * 8)).Select(address => address.ToString()).FirstOrDefault()
        ?? (listening.All(IPAddress.IsLoopback)
        ? null
        : allowed.Ranges.FirstOrDefault(range => !IsInside(range.Address, range.Prefix))?.ToString());

    private static bool IsInside(IPAddress address, int prefix) =>
        Inside.Any(network => network.PrefixLength <= prefix && network.Contains(address));
}
