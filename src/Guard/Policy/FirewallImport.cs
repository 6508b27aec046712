using System.Globalization;
using System.Text;

namespace Sekimori.Guard.Policy;

/// <summary>
/// Converts RPC firewall's RpcFw.conf to a policy. Its lines are for two layers: "fw:" for the firewall in the process, "flt:" for the
/// filters of Windows. Each layer has its own first match, and a call passes if both layers allow it. The policy gives the same verdicts in
/// one list; what one list cannot express is rejected with its line.
/// </summary>
internal static class FirewallImport
{
    /// <summary>The policy's text.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="text">Its text.</param>
    /// <param name="names">The names that it may use for interfaces.</param>
    /// <exception cref="PolicyException">A line is not understood: half of a rule would allow what it should block.</exception>
    public static string ToPolicy(string file, string text, IInterfaceNames names) => ToPolicy(file, text, names, out _);

    /// <summary>The text of the policy, and what it omits of the file.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="text">Its text.</param>
    /// <param name="names">The names that it may use for interfaces.</param>
    /// <param name="notes">Lines that were skipped, and lines that can never match.</param>
    /// <exception cref="PolicyException">A line is not understood, or one list cannot express the two layers.</exception>
    public static string ToPolicy(string file, string text, IInterfaceNames names, out IReadOnlyList<(int Line, string Message)> notes)
    {
        var reader = new FirewallReader(file, names);
        reader.Read(text);
        var rules = FirewallLayers.Merge(file, reader.Filter, reader.Firewall);
        var used = rules.SelectMany(rule => rule.Lines).ToHashSet();
        var dead = reader.Filter.Concat(reader.Firewall).Select(rule => rule.Lines[0]).Distinct().Where(line => !used.Contains(line));
        notes = [.. reader.Notes.Concat(dead.Select(line => (line, "omitted: lines above it decide everything that it would match")))
            .OrderBy(note => note.Item1)];
        var policy = new StringBuilder();
        // The end of a line ends a comment, and a file name can contain anything.
        policy.Append("# Imported from ").Append(Path.GetFileName(file).ReplaceLineEndings(" "))
            .Append(
            ".\n# RPC firewall allows what no rule names; so does this policy, until its default is deny.\nversion: 1\ndefault: allow\n")
            .Append(rules.Count > 0 ? "rules:\n" : "rules: []\n");
        foreach (var rule in rules) Write(policy, rule);
        return policy.ToString();
    }

    private static void Write(StringBuilder policy, FirewallRule rule)
    {
        policy.Append(CultureInfo.InvariantCulture,
            $"  - name: {(rule.Lines.Count > 1 ? "lines" : "line")} {string.Join(" and ", rule.Lines)}\n");
        if (rule.Interface is { } uuid) policy.Append(CultureInfo.InvariantCulture, $"    interface: {uuid}\n");
        if (rule.Opnum is { } opnum) policy.Append(CultureInfo.InvariantCulture, $"    operation: {opnum}\n");
        if (rule.From is { } from) policy.Append(CultureInfo.InvariantCulture, $"    from: \"{from}\"\n");
        if (rule.Transports is { } transports) policy.Append(CultureInfo.InvariantCulture, $"    transport: [{transports}]\n");
        if (rule.Group is { } group) policy.Append(CultureInfo.InvariantCulture, $"    group: {group}\n");
        if (rule.Audits is { } audits) policy.Append("    audit: ").Append(audits ? "yes" : "no").Append('\n');
        policy.Append("    do: ").Append(rule.Allows ? "allow" : "deny").Append('\n');
    }
}
