namespace Sekimori.Guard.Policy;

/// <summary>An index of the ports of targets.</summary>
internal sealed class PortDimension
{
    private readonly UInt128[] _begins;
    private readonly RuleList[] _rules;
    private readonly ulong[] _any;

    public PortDimension(IReadOnlyList<PolicyRule> rules)
    {
        _any = new ulong[RuleBits.Describe(rules.Count)];
        var ranges = new List<(UInt128, UInt128, int)>();
        for (var at = 0; at < rules.Count; at++)
        {
            if (rules[at].TargetPorts.Count == 0) RuleBits.Set(_any, at);
            else IsUsed = true;
            foreach (var (first, last) in rules[at].TargetPorts) ranges.Add(((UInt128)first, (UInt128)last, at));
        }
        (_begins, _rules) = RulePieces.Of(ranges, _any);
    }

    /// <summary>True if any rule checks the port.</summary>
    public bool IsUsed { get; }

    /// <summary>Keeps the rules that accept this port, or any.</summary>
    public void Keep(Span<ulong> bits, int port)
    {
        var at = Array.BinarySearch(_begins, (UInt128)port);
        RuleBits.Keep(bits, _any, _rules[at >= 0 ? at : ~at - 1]);
    }

    /// <summary>Keeps the rules without this condition: there is no port.</summary>
    public void KeepNone(Span<ulong> bits) => RuleBits.And(bits, _any);
}
