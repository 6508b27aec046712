using System.Globalization;
using System.Net;
using System.Text;
using Sekimori.Guard.Observations;

namespace Sekimori.Guard.Policy;

/// <summary>Reads rules of RPC firewall's RpcFw.conf and writes them as a policy. Each line is a filter of "key:value" words; the first that matches decides.</summary>
public static class FirewallImport
{
    /// <summary>The policy's text.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="text">Its text.</param>
    /// <exception cref="PolicyException">A line is not understood: half of a rule would let pass what it was to stop.</exception>
    public static string ToPolicy(string file, string text)
    {
        var policy = new StringBuilder();
        policy.Append("# Imported from ").Append(Path.GetFileName(file)).Append(".\n# RPC firewall lets pass what no rule names; so does this policy, until its default says deny.\nversion: 1\ndefault: allow\nrules:\n");
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var words = line.Trim().TrimStart('\ufeff');
            if (words.Length == 0 || words[0] is '#' or ';' or '/') continue;
            // A rule may begin with its kind: fw: for the firewall proper, flt: for the filter of Windows.
            foreach (var kind in (ReadOnlySpan<string>)["fw:", "flt:"])
                if (words.StartsWith(kind, StringComparison.OrdinalIgnoreCase)) words = words[kind.Length..].TrimStart();
            if (words.StartsWith("status", StringComparison.OrdinalIgnoreCase)) continue;
            Rule(policy, file, number, words);
        }
        return policy.ToString();
    }

    private static void Rule(StringBuilder policy, string file, int number, string words)
    {
        var action = "allow";
        string? uuid = null, opnum = null, audit = null;
        var conditions = new List<string>();
        foreach (var word in words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = word.IndexOf(':', StringComparison.Ordinal);
            var (key, value) = colon < 0 ? throw Wrong($"'{word}' is not key:value") : (word[..colon].ToLowerInvariant(), word[(colon + 1)..]);
            switch (key)
            {
                case "uuid": uuid = Interface(value) ?? throw Wrong($"'{value}' is no interface"); break;
                case "opnum": opnum = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? value : throw Wrong($"'{value}' is no operation's number"); break;
                case "addr":
                    if (!IPAddress.TryParse(value, out _) && !IPNetwork.TryParse(value, out _)) throw Wrong($"'{value}' is no address");
                    conditions.Add($"from: \"{value}\"");
                    break;
                case "action": action = value.ToLowerInvariant() switch { "allow" => "allow", "block" => "deny", _ => throw Wrong($"'{value}' is neither allow nor block") }; break;
                case "audit": audit = value.Equals("true", StringComparison.OrdinalIgnoreCase) ? "yes" : "no"; break;
                case "verbose": break; // what RPC firewall writes to its own log
                case "prot": conditions.Add($"transport: {Transport(value) ?? throw Wrong($"'{value}' is no protocol")}"); break;
                case "sid": conditions.Add($"group: \"{value}\""); break;
                default: throw Wrong($"'{key}' is not known here");
            }
        }
        if (opnum is not null && uuid is null) throw Wrong("an opnum needs its uuid");
        policy.Append(CultureInfo.InvariantCulture, $"  - name: line {number}\n");
        if (uuid is not null) policy.Append(CultureInfo.InvariantCulture, $"    interface: {uuid}\n");
        if (opnum is not null) policy.Append(CultureInfo.InvariantCulture, $"    operation: {opnum}\n");
        foreach (var condition in conditions) policy.Append("    ").Append(condition).Append('\n');
        if (audit is not null) policy.Append(CultureInfo.InvariantCulture, $"    audit: {audit}\n");
        policy.Append(CultureInfo.InvariantCulture, $"    do: {action}\n");

        PolicyException Wrong(string message) => new(file, number, 1, message);
    }

    private static string? Interface(string value)
    {
        if (Guid.TryParse(value, out var uuid)) return uuid.ToString();
        return InterfaceCatalogue.Find(value) is [var known, ..] ? known.UuidText : null;
    }

    private static string? Transport(string value) => value.ToLowerInvariant() switch
    {
        "ncacn_ip_tcp" or "tcp" => "tcp",
        "ncacn_np" => "np",
        "ncadg_ip_udp" => "udp",
        "ncacn_http" => "http",
        "ncalrpc" => "local",
        _ => null,
    };
}
