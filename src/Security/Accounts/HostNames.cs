using System.Collections.Concurrent;
using System.Net;

namespace Sekimori.Security.Accounts;

/// <summary>The names and addresses that mean this host: its own, loopback, and what it is published as. Thread-safe.</summary>
/// <param name="names">Names, compared without case; a dot at the end makes no difference.</param>
/// <param name="isOwnAddress">Whether an address is one of this host's; null for loopback only.</param>
public sealed class HostNames(IEnumerable<string> names, Func<IPAddress, bool>? isOwnAddress = null)
{
    private readonly ConcurrentDictionary<string, bool> _names =
        new(names.Select(name => KeyValuePair.Create(name.TrimEnd('.'), true))
        .DistinctBy(name => name.Key, StringComparer.OrdinalIgnoreCase),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// A domain whose names of one label more mean this host, too: web1.gate.example.org below gate.example.org. Null for none.
    /// </summary>
    public string? Domain { get; init; }

    /// <summary>Loopback only.</summary>
    public static HostNames Loopback { get; } = new([]);

    /// <summary>One more name, which was learnt later.</summary>
    public void Add(string name) => _names.TryAdd(name.TrimEnd('.'), true);

    /// <summary>Whether <paramref name="name"/> means this host.</summary>
    /// <param name="name">A name or an address; an IPv6 address may be in brackets.</param>
    public bool Contains(string name)
    {
        if (_names.ContainsKey(name)) return true;
        var plain = name.EndsWith('.') ? name[..^1] : name;
        if (plain.Length == 0) return false;
        if (_names.ContainsKey(plain) || IsBelowDomain(plain)) return true;
        // RFC 6761 6.3: every name below localhost is the host's own.
        if (plain.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || plain.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)) return true;
        var literal = plain.StartsWith('[') && plain.EndsWith(']') ? plain[1..^1] : plain;
        // TryParse accepts "1" for 0.0.0.1 and "0x7f000001" for loopback: without a dot or colon it is a name.
        if (literal.AsSpan().IndexOfAny('.', ':') < 0 || !IPAddress.TryParse(literal, out var address)) return false;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return IPAddress.IsLoopback(address) || isOwnAddress?.Invoke(address) == true;
    }

    private bool IsBelowDomain(string name) => Domain is { Length: > 0 } domain && name.Length > domain.Length + 1
        && name.EndsWith(domain, StringComparison.OrdinalIgnoreCase)
        // The first dot is the one before the domain.
        && name.IndexOf('.', StringComparison.Ordinal) == name.Length - domain.Length - 1 && name[0] != '.';
}
