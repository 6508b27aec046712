using System.Globalization;
using System.Net;

namespace Sekimori.Guard.Policy;

/// <summary>
/// Reads RPC firewall's RpcFw.conf: lines of "key:value" words after "fw:" or "flt:". Everything else is a heading, and is skipped and
/// reported.
/// </summary>
internal sealed class FirewallReader(string file, IInterfaceNames names)
{
    /// <summary>Lines of a configuration that is read: a hundred times RPC firewall's largest template.</summary>
    private const int LineLimit = 20_000;

    private static readonly string[] Keys = ["uuid", "opnum", "addr", "action", "audit", "verbose", "prot", "sid"];

    /// <summary>The lines of the firewall proper, in their order.</summary>
    public List<FirewallRule> Firewall { get; } = [];

    /// <summary>The lines for the filters of Windows, in their order.</summary>
    public List<FirewallRule> Filter { get; } = [];

    /// <summary>The rules that were not converted, with their lines.</summary>
    public List<(int Line, string Message)> Notes { get; } = [];

    public void Read(string text)
    {
        var lines = text.TrimStart('\ufeff').Split('\n');
        if (lines.Length > LineLimit) throw new PolicyException(file, LineLimit, 1, $"more than {LineLimit} lines");
        var hasLayers = Array.Exists(lines, line => Layers(line.Trim(), out _) != (false, false));
        for (var at = 0; at < lines.Length; at++)
        {
            var line = lines[at].Trim();
            if (line.Length == 0 || line[0] is '#' or ';' or '/') continue;
            var (isFirewall, isFilter) = Layers(line, out var words);
            if (!isFirewall && !isFilter)
            {
                if (!IsRule(words))
                {
                    // RPC firewall finds its lines by "fw:" and "flt:" anywhere in them: a line that contains one of them and is not a rule
                    // is a misspelt rule.
                    if (line.Contains("fw:", StringComparison.OrdinalIgnoreCase)
                        || line.Contains("flt:", StringComparison.OrdinalIgnoreCase))
                        throw new PolicyException(file, at + 1, 1, "'fw:' or 'flt:' is inside the line; a rule starts with it");
                    Notes.Add((at + 1, $"skipped, not a rule: {line}"));
                    continue;
                }
                // Before layers, RPC firewall had lines without a prefix. Beside lines with one it applies none of them: a block is kept,
                // since it was intended; an allow could open what a line below blocks.
                isFirewall = true;
                var isBlock = words.Contains("action:block", StringComparison.OrdinalIgnoreCase);
                if (hasLayers)
                    Notes.Add(
                        (at + 1, $"has neither fw: nor flt:, so RPC firewall does not apply it: {(isBlock ? "taken as fw:" : "skipped")}"));
                if (hasLayers && !isBlock)
                {
                    Rule(words, at + 1, false);
                    continue;
                }
            }
            if (Rule(words, at + 1, isFilter) is not { } rule) continue;
            if (isFirewall) Firewall.Add(rule);
            if (isFilter) Filter.Add(rule);
        }
    }

    private static (bool IsFirewall, bool IsFilter) Layers(string line, out string words)
    {
        bool isFirewall = false, isFilter = false;
        for (words = line; ; words = words.TrimStart())
        {
            if (words.StartsWith("fw:", StringComparison.OrdinalIgnoreCase)) (isFirewall, words) = (true, words[3..]);
            else if (words.StartsWith("flt:", StringComparison.OrdinalIgnoreCase)) (isFilter, words) = (true, words[4..]);
            else return (isFirewall, isFilter);
        }
    }

    /// <summary>True for words that start as a rule does: "key:value" with a key of RPC firewall's.</summary>
    private static bool IsRule(string words)
    {
        var first = words.Split((char[]?)null, 2)[0];
        var colon = first.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon < first.Length - 1 && Keys.Contains(first[..colon], StringComparer.OrdinalIgnoreCase);
    }

    private FirewallRule? Rule(string words, int number, bool isFilter)
    {
        var rule = new FirewallRule { Lines = [number] };
        string? placeholder = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = word.IndexOf(':', StringComparison.Ordinal);
            var (key, value) = colon < 0
                ? throw Wrong($"'{word}' is not key:value")
                : (word[..colon].ToLowerInvariant(), word[(colon + 1)..]);
            // RPC firewall uses the first without a message; the author of both meant both.
            if (!seen.Add(key)) throw Wrong($"'{key}' is repeated");
            switch (key)
            {
                case "uuid": rule = rule with { Interface = Interface(value) ?? throw Wrong($"'{value}' is not an interface") }; break;
                case "opnum":
                    if (isFilter)
                        throw Wrong("a filter of Windows has no opnum and applies to the whole interface: remove the opnum, or use fw:");
                    rule = rule with
                    {
                        Opnum = ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var opnum)
                            ? opnum
                            : throw Wrong($"'{value}' is not an operation number")
                    };
                    break;
                case "addr" when value is ['<', .., '>']: placeholder = value; break;
                case "addr": rule = rule with { From = Network(value) ?? throw Wrong($"'{value}' is not an address") }; break;
                case "action":
                    rule = rule with
                    {
                        Allows = value.ToLowerInvariant() switch
                        {
                            "allow" => true,
                            "block" => false,
                            _ => throw Wrong($"'{value}' is neither allow nor block"),
                        }
                    }; break;
                case "audit" or "verbose":
                    var isTrue = bool.TryParse(value, out var parsed) ? parsed : throw Wrong($"'{value}' is neither true nor false");
                    if (key == "audit") rule = rule with { Audits = isTrue }; // verbose is what RPC firewall writes to its own log
                    break;
                case "prot": rule = rule with { Transports = Transport(value) ?? throw Wrong($"'{value}' is not a protocol") }; break;
                case "sid":
                    rule = rule with
                    {
                        Group = FirewallSid.Group(value, out var reason) ?? (reason is null ? null : throw Wrong(reason))
                    }; break;
                default: throw Wrong($"'{key}' is unknown");
            }
        }
        if (seen.Count == 0) throw Wrong("the line is empty");
        if (rule.Opnum is not null && rule.Interface is null) throw Wrong("an opnum needs its uuid");
        if (rule is { Group: { } group, Allows: false } && FirewallSid.IsGivenByWindows(group))
            throw Wrong(
                $"Windows itself assigns {group} to callers, so nobody is in it here and the line would block nobody: use the accounts' " +
                $"own groups");
        if (placeholder is null) return rule;
        // A placeholder address matches no host: an allow with it can be skipped, a block with it is an error.
        if (!rule.Allows) throw Wrong($"'{placeholder}' must be replaced by an address");
        Notes.Add((number, $"skipped, '{placeholder}' must be replaced by an address"));
        return null;

        PolicyException Wrong(string message) => new(file, number, 1, message);
    }

    private Guid? Interface(string value) =>
        Guid.TryParse(value, out var uuid) ? uuid : names.Find(value) is [var known, ..] ? known : null;

    private static IPNetwork? Network(string value)
    {
        if (Connect.AddressRange.TryParse(value, out var range, out _)) return new(range.Address, range.Prefix);
        // RPC firewall reads 192.168.1.5/24 as 192.168.1.0/24; a policy rejects it, so the bits are cleared here.
        var slash = value.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !Connect.AddressRange.TryParse(value[..slash], out range, out _)) return null;
        var bytes = range.Address.GetAddressBytes();
        if (!int.TryParse(value.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || length > bytes.Length * 8) return null;
        for (var bit = length; bit < bytes.Length * 8; bit++) bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        var network = new IPNetwork(new IPAddress(bytes), length);
        return network.BaseAddress.IsIPv4MappedToIPv6 ? null : network;
    }

    private static string? Transport(string value) => value.ToLowerInvariant() switch
    {
        "ncacn_ip_tcp" or "tcp" => "tcp",
        "ncacn_np" => "np",
        "ncadg_ip_udp" => "udp",
        "ncacn_http" => "http",
        "ncalrpc" => "local",
        "remote" => "tcp, np, udp, http, https",
        _ => null,
    };
}
