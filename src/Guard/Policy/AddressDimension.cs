using System.Buffers.Binary;
using System.Net;

namespace Sekimori.Guard.Policy;

/// <summary>
/// An index of networks: the address space is divided where a network starts or ends; each piece has the rules that accept it.
/// </summary>
internal sealed class AddressDimension
{
    private readonly UInt128[] _begins;
    private readonly RuleList[] _rules;
    private readonly ulong[] _any;

    public AddressDimension(IReadOnlyList<PolicyRule> rules)
    {
        _any = new ulong[RuleBits.Describe(rules.Count)];
        var ranges = new List<(UInt128, UInt128, int)>();
        for (var at = 0; at < rules.Count; at++)
        {
            if (rules[at].From.Count == 0) RuleBits.Set(_any, at);
            else IsUsed = true;
            foreach (var network in rules[at].From)
            {
                var (first, last) = Range(network);
                ranges.Add((first, last, at));
            }
        }
        (_begins, _rules) = RulePieces.Of(ranges, _any);
    }

    public bool IsUsed { get; }

    public void Keep(Span<ulong> bits, IPAddress address)
    {
        var at = Array.BinarySearch(_begins, Number(address));
        RuleBits.Keep(bits, _any, _rules[at >= 0 ? at : ~at - 1]);
    }

    public void KeepNone(Span<ulong> bits) => RuleBits.And(bits, _any);

    /// <summary>The address as a number, IPv4 mapped into IPv6.</summary>
    internal static UInt128 Number(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address.TryWriteBytes(bytes, out var written) && written == 4)
            return new UInt128(0, 0xffff_0000_0000UL | BinaryPrimitives.ReadUInt32BigEndian(bytes));
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static (UInt128 First, UInt128 Last) Range(IPNetwork network)
    {
        var first = Number(network.BaseAddress);
        var free = network.BaseAddress.GetAddressBytes().Length * 8 - network.PrefixLength;
        var mask = free >= 128 ? UInt128.MaxValue : (UInt128.One << free) - 1;
        return (first, first | mask);
    }
}
