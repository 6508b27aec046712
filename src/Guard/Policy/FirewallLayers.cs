using System.Diagnostics;

namespace Sekimori.Guard.Policy;

/// <summary>
/// Makes one list of the two layers of RPC firewall. A call passes where the first match of each layer lets it pass: so the list holds
/// every pair of lines that a call can meet, in the order of the outer layer and within it of the inner one, and its first match is the
/// pair of the first matches.
/// </summary>
internal static class FirewallLayers
{
    /// <summary>Rules of the result: what a policy may have.</summary>
    private const int RuleLimit = 100_000;

    /// <summary>Up to this size, a rule that an earlier one covers is omitted; beyond, comparing each with each takes too long.</summary>
    private const int CompareLimit = 5_000;

    /// <summary>Allows everything that no line names: both layers end with it.</summary>
    private static readonly FirewallRule End = new() { Lines = [] };

    /// <summary>The rules in their order; what no line decides is allowed.</summary>
    /// <exception cref="PolicyException">One list cannot express it; the message names the lines.</exception>
    public static List<FirewallRule> Merge(string file, IReadOnlyList<FirewallRule> filter, IReadOnlyList<FirewallRule> firewall)
    {
        // A pair of two groups cannot be expressed. Which pairs are needed depends on which layer is the outer one: the other order may not
        // need them.
        if (TryMerge(file, filter, firewall, out var rules) is not { } pair || TryMerge(file, firewall, filter, out rules) is null)
            return rules;
        throw new PolicyException(file, pair.Max(), 1,
            $"lines {pair.Min()} and {pair.Max()} require two groups at once, one for each layer, which a policy rule cannot express.  "
            + "Combine the SIDs of one of the two lines into one group, or write the policy by hand");
    }

    private static int[]? TryMerge(
        string file, IReadOnlyList<FirewallRule> outer, IReadOnlyList<FirewallRule> inner, out List<FirewallRule> rules)
    {
        rules = [];
        FirewallRule[] last = [.. inner, End];
        foreach (var one in outer.Append(End))
        {
            // What this layer blocks is blocked, even if the other layer allows it.
            if (!one.Allows)
            {
                Add(file, rules, one);
                continue;
            }
            foreach (var other in last)
            {
                if (other.Group is not null && one.Group is not null && other.Group != one.Group
                    && (other with { Group = one.Group }).Meet(one) is not null) return [one.Lines[0], other.Lines[0]];
                var both = other.Meet(one);
                if (both is not null && both.Lines.Count > 0) Add(file, rules, both);
                // No call that matches the outer line gets further than a line of the inner layer that matches all of them.
                if (other.Covers(one)) break;
            }
        }
        return null;
    }

    private static void Add(string file, List<FirewallRule> rules, FirewallRule rule)
    {
        Debug.Assert(rule.Lines.Count is 1 or 2);
        if (rules.Count < CompareLimit && rules.Exists(above => above.Covers(rule))) return;
        if (rules.Count >= RuleLimit)
            throw new PolicyException(file, rule.Lines[^1], 1,
                $"the two layers together give more than {RuleLimit} rules; import each to its own file");
        rules.Add(rule);
    }
}
