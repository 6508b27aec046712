namespace Sekimori.Guard.Policy;

/// <summary>Divides a line of numbers where a range of a rule starts or ends: each piece has the rules that accept it.</summary>
internal static class RulePieces
{
    /// <summary>The first number of each piece, in order, and its rules.</summary>
    /// <param name="ranges">The ranges, first and last number, with the rule of each.</param>
    /// <param name="any">The rules that accept every number.</param>
    public static (UInt128[] Begins, RuleList[] Rules) Of(IEnumerable<(UInt128 First, UInt128 Last, int Rule)> ranges, ulong[] any)
    {
        var events = new List<(UInt128 At, bool IsBegin, int Rule)>();
        foreach (var (first, last, rule) in ranges)
        {
            events.Add((first, true, rule));
            if (last != UInt128.MaxValue) events.Add((last + 1, false, rule));
        }
        var begins = new List<UInt128> { UInt128.Zero };
        var pieces = new List<int[]> { Array.Empty<int>() };
        // Of overlapping ranges of one rule each counts, so that the end of one does not end the other.
        var open = new SortedDictionary<int, int>();
        foreach (var group in events.GroupBy(one => one.At).OrderBy(group => group.Key))
        {
            foreach (var (_, isBegin, rule) in group)
            {
                var count = open.GetValueOrDefault(rule) + (isBegin ? 1 : -1);
                if (count == 0) open.Remove(rule);
                else open[rule] = count;
            }
            if (group.Key == UInt128.Zero) pieces[0] = [.. open.Keys];
            else
            {
                begins.Add(group.Key);
                pieces.Add([.. open.Keys]);
            }
        }
        return ([.. begins], [.. pieces.Select(piece => new RuleList(piece, any))]);
    }
}
