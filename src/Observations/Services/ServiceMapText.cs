using System.Globalization;
using System.Text;
using System.Text.Json;
using Sekimori.Guard;

namespace Sekimori.Observations.Services;

/// <summary>The service map for programs: JSON, and Graphviz DOT.</summary>
internal static class ServiceMapText
{
    /// <summary>Writes the map as one JSON object with an array of edges.</summary>
    public static void WriteJson(ServiceMap map, Baseline? baseline, Stream target)
    {
        using var json = new Utf8JsonWriter(target, new() { Indented = true });
        json.WriteStartObject();
        json.WriteStartArray("edges");
        foreach (var edge in map.Ordered(baseline))
        {
            json.WriteStartObject();
            json.WriteString("client", edge.Client);
            json.WriteString("server", edge.Server);
            json.WriteString("service", edge.Service);
            json.WriteString("transport", edge.Transport);
            json.WriteStartArray("ports");
            foreach (var port in edge.Ports) json.WriteNumberValue(port);
            json.WriteEndArray();
            json.WriteStartArray("accounts");
            foreach (var account in edge.Accounts) json.WriteStringValue(account);
            json.WriteEndArray();
            json.WriteString("first", edge.First.UtcDateTime);
            json.WriteString("last", edge.Last.UtcDateTime);
            json.WriteNumber("binds", edge.Binds);
            json.WriteNumber("calls", edge.Calls);
            json.WriteNumber("faults", edge.Faults);
            if (baseline is not null) json.WriteString("standing", Name(baseline.Evaluate(edge)));
            if (edge.Alert.Length > 0) json.WriteString("alert", edge.Alert);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (map.Overflow > 0) json.WriteNumber("beyond_the_limit", map.Overflow);
        json.WriteEndObject();
    }

    /// <summary>The map as a directed graph in Graphviz's language.</summary>
    public static string ToDot(ServiceMap map, Baseline? baseline)
    {
        var dot =
            new StringBuilder(
            "digraph services {\n  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"Helvetica\"];\n  edge " +
            "[fontname=\"Helvetica\", fontsize=10];\n");
        foreach (var edge in map.Ordered(baseline))
        {
            var colour = edge.Alert.Length > 0
                ? "#b3261e"
                : baseline?.Evaluate(edge) switch
                {
                    Standing.Allowed => "#2e7d32",
                    Standing.Denied => "#b3261e",
                    Standing.Undecided => "#b26a00",
                    _ => "#444444",
                };
            dot.Append(CultureInfo.InvariantCulture,
                $"  {Quote(edge.Client)} -> {Quote(edge.Server)} [label={Quote($"{edge.Service} ({edge.Calls})")}, color=\"{colour}\", " +
                $"penwidth={1 + Math.Log10(edge.Calls + 1):F1}];\n");
        }
        return dot.Append("}\n").ToString();
    }

    /// <summary>What is said where observations belong to edges beyond a limit.</summary>
    public static string OverflowNote(ServiceMap map) =>
        string.Create(CultureInfo.InvariantCulture,
        $"{map.Overflow} observations belong to edges beyond the limits, and are counted together");

    /// <summary>The standing as it stands in JSON: allowed, undecided, denied.</summary>
    public static string Name(Standing standing) =>
        standing switch { Standing.Allowed => "allowed", Standing.Denied => "denied", _ => "undecided" };

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
