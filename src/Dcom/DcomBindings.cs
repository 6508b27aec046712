using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Sekimori.Dcom.References;

namespace Sekimori.Dcom;

/// <summary>
/// Publishes the address at which the client reached us first, then every other address and name of the server. Clients compare these
/// texts with what they were told to connect to, and some give up if none of them fits.
/// </summary>
/// <param name="port">The exporter's port.</param>
/// <param name="addresses">The addresses of the server, as far as it listens on them.</param>
/// <param name="names">Its host names, full and short; another list once more is known.</param>
/// <param name="security">How callers authenticate.</param>
/// <param name="isFixed">True if addresses and names are what the operator publishes: then the reached address is not added.</param>
internal sealed class DcomBindings(
    int port, IReadOnlyList<IPAddress> addresses, Func<IReadOnlyList<string>> names, IReadOnlyList<SecurityBinding> security,
    bool isFixed = false)
    : IDcomBindings
{
    // As many keys as the server has addresses, and one for the local transport.
    private readonly ConcurrentDictionary<IPAddress, Made> _made = new();

    /// <inheritdoc/>
    public DualStringArray Resolver(IPEndPoint? local) => For(local).Resolver;

    /// <inheritdoc/>
    public DualStringArray Exporter(IPEndPoint? local) => For(local).Exporter;

    private Made For(IPEndPoint? local)
    {
        var reached = Plain(local?.Address) ?? IPAddress.None;
        var known = names();
        if (!_made.TryGetValue(reached, out var made) || !ReferenceEquals(made.Names, known))
            _made[reached] = made = Make(reached, known);
        return made;
    }

    private Made Make(IPAddress reached, IReadOnlyList<string> known)
    {
        IEnumerable<IPAddress> first = isFixed || IPAddress.None.Equals(reached) ? [] : [reached];
        // A wildcard is no address that a client can connect to.
        var hosts = first.Concat(addresses.Select(one => Plain(one)!))
            .Where(one => !IPAddress.Any.Equals(one) && !IPAddress.IPv6Any.Equals(one)).Select(Text).Concat(known)
            .Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var endpoint = string.Create(CultureInfo.InvariantCulture, $"[{port}]");
        return new(known, DualStringArray.Of([.. hosts.Select(host => new StringBinding(StringBinding.Tcp, host))], security),
            DualStringArray.Of([.. hosts.Select(host => new StringBinding(StringBinding.Tcp, host + endpoint))], security));
    }

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    // The scope of a link-local address is the server's own and means nothing to a client.
    private static string Text(IPAddress address) =>
        address is { IsIPv6LinkLocal: true } ? new IPAddress(address.GetAddressBytes()).ToString() : address.ToString();

    private sealed record Made(IReadOnlyList<string> Names, DualStringArray Resolver, DualStringArray Exporter);
}
