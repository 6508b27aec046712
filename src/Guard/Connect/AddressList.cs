using System.Collections.Immutable;
using System.Net;

namespace Sekimori.Guard.Connect;

/// <summary>The addresses that may connect at all. Immutable.</summary>
/// <param name="ranges">The blocks; an empty list contains nobody.</param>
public sealed class AddressList(ImmutableArray<AddressRange> ranges)
{
    /// <summary>This machine alone: 127.0.0.0/8 and ::1. What holds where nothing is configured.</summary>
    public static AddressList Loopback { get; } = Parse("127.0.0.0/8", "::1");

    /// <summary>No address.</summary>
    public static AddressList Nobody { get; } = new([]);

    /// <summary>The blocks, in the order of the settings.</summary>
    public ImmutableArray<AddressRange> Ranges { get; } = ranges;

    /// <summary>True if one of the blocks contains <paramref name="address"/>.</summary>
    public bool Contains(IPAddress address)
    {
        foreach (var range in Ranges)
        {
            if (range.Contains(address))
                return true;
        }

        return false;
    }

    /// <summary>Reads blocks in CIDR notation.</summary>
    /// <exception cref="FormatException">An entry is invalid; the message names it and the reason.</exception>
    public static AddressList Parse(params IEnumerable<string> ranges) => new([.. ranges.Select(text =>
        AddressRange.TryParse(text, out var range, out var reason) ? range : throw new FormatException(reason))]);

    /// <summary>The blocks, separated by commas.</summary>
    public override string ToString() => string.Join(", ", Ranges);
}
