using Sekimori.Posture.Facts;

namespace Sekimori.Posture.Evaluation;

/// <summary>E08 and E09: firewall rules and listening filters in files.</summary>
internal static class FirewallChecks
{
    private static readonly string[] Ports = ["135", "593", "5985", "5986", "RPC", "RPC-EPMAP"];

    /// <summary>An inbound rule ([MS-GPFAS] 2.2.2.19) allows one of our ports from any address.</summary>
    public static IEnumerable<Finding> NoSourceLimit(Question q)
    {
        foreach (var fact in q.Facts.Of(FactId.Registry))
        {
            if (!fact.Subject.Contains(@"\FirewallRules!", StringComparison.OrdinalIgnoreCase)) continue;
            var fields = fact.Value.Split('|').Select(field => field.Split('=', 2)).Where(pair => pair.Length == 2)
                .ToLookup(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
            if (!Is(fields, "Dir", "In") || !Is(fields, "Action", "Allow") || Is(fields, "Active", "FALSE")) continue;
            var ports = fields["LPort"].Concat(fields["LPort2_10"]).Where(IsOurs).ToList();
            if (ports.Count == 0) continue;
            var isLimited = new[] { "RA4", "RA6", "RA42", "RA62", "RMauth" }.Any(key =>
                fields[key].Any(value => value is not "*" and not ""));
            yield return q.Decide(isLimited, $"{fields["Name"].FirstOrDefault() ?? fact.Subject} ({string.Join(", ", ports)})", fact);
        }
    }

    /// <summary>A listening filter that holds networks limits where the host listens, and no client ([MS-WSMV] 2.2.4.36).</summary>
    public static IEnumerable<Finding> FilterMisread(Question q)
    {
        foreach (var name in (string[])["IPv4Filter", "IPv6Filter"])
        {
            var fact = q.Facts.Of(FactId.Registry).LastOrDefault(fact => fact.Standing != Standing.Removed
                && fact.Subject.EndsWith(@"\WinRM\Service!" + name, StringComparison.OrdinalIgnoreCase))
                ?? q.Facts.Find(FactId.WinRm, "Service/" + name);
            if (fact is null) continue;
            var ranges = fact.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            // A range of one address is the host's own.
            yield return q.Decide(!ranges.Any(range => range != "*" && range.Split('-') is [var first, var last]
                && first.Trim() != last.Trim()),
                name, fact);
        }
    }

    private static bool IsOurs(string port) => Ports.Contains(port, StringComparer.OrdinalIgnoreCase)
        || (port.Split('-') is [var first, var last] && int.TryParse(first, out var low) && int.TryParse(last, out var high)
            && (low <= 135 && high >= 135 || low <= 5986 && high >= 5985));

    private static bool Is(ILookup<string, string> fields, string key, string value) =>
        fields[key].Any(one => one.Equals(value, StringComparison.OrdinalIgnoreCase));
}
