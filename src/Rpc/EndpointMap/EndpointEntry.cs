using System.Net;
using Sekimori.Rpc.Towers;

namespace Sekimori.Rpc.EndpointMap;

/// <summary>An element of the endpoint map, parsed once so that a search compares numbers only. Immutable except for a cache.</summary>
public sealed class EndpointEntry
{
    private Addressed? _last;

    /// <summary>An element.</summary>
    /// <param name="object">The object UUID; nil if the endpoint serves every object.</param>
    /// <param name="binding">The content of the tower. Without an address, it gets the one on which the client reached us.</param>
    /// <param name="annotation">Its annotation; cut to 63 characters.</param>
    /// <param name="isOwn">True for an endpoint of this server, which no caller can remove.</param>
    public EndpointEntry(Guid @object, TowerBinding binding, string annotation, bool isOwn)
        : this(@object, binding, binding.ToTower(), annotation, isOwn) { }

    internal EndpointEntry(Guid @object, TowerBinding binding, Tower tower, string annotation, bool isOwn)
    {
        Object = @object;
        Binding = binding;
        Tower = tower;
        Annotation = annotation.Length < EptEntry.MaxAnnotation ? annotation : annotation[..(EptEntry.MaxAnnotation - 1)];
        IsOwn = isOwn;
    }

    /// <summary>The object UUID; nil if the endpoint serves every object.</summary>
    public Guid Object { get; }

    /// <summary>The content of the tower.</summary>
    public TowerBinding Binding { get; }

    /// <summary>The tower as it was registered.</summary>
    internal Tower Tower { get; }

    /// <summary>Its annotation.</summary>
    public string Annotation { get; }

    /// <summary>True for an endpoint of this server.</summary>
    public bool IsOwn { get; }

    /// <summary>
    /// The element as a client sees it that reached us on <paramref name="local"/>: a tower over IP names that address, never 0.0.0.0.
    /// </summary>
    /// <param name="local">Our address; null on the local transport, which uses loopback.</param>
    internal EptEntry For(IPAddress? local)
    {
        // Most clients of a map use the same address: the last answer is cached.
        if (_last is { } last && Equals(last.Local, local)) return last.Entry;
        var tower = Binding.Address is "" or "0.0.0.0" && Binding.Sequence.Floors[^1] == ProtocolId.Ip
            ? (Binding with { Address = Reachable(local).ToString() }).ToTower()
            : Tower;
        var entry = new EptEntry(Object, tower, Annotation);
        _last = new(local, entry);
        return entry;
    }

    // A floor has room for four octets. A client that came by IPv6 keeps its own address and uses the port only, as every known client does
    // (docs/decisions/0005).
    private static IPAddress Reachable(IPAddress? local) => local switch
    {
        { IsIPv4MappedToIPv6: true } => local.MapToIPv4(),
        not null when local.GetAddressBytes().Length == 4 => local,
        _ => IPAddress.Loopback,
    };

    private sealed record Addressed(IPAddress? Local, EptEntry Entry);
}
