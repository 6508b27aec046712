using System.Text.Json;

namespace Sekimori.Observations.Services;

/// <summary>
/// The edges that were learnt as usual, and what they say of others. Ports do not count: dynamic ones change with every start of a server.
/// </summary>
internal sealed class Baseline
{
    private readonly HashSet<(string Client, string Server, string Service)> _edges = [];
    private readonly HashSet<(string Server, string Service)> _offers = [];

    /// <summary>How many edges were learnt.</summary>
    public int Count => _edges.Count;

    /// <summary>Adds the edges of a map to what is usual.</summary>
    public void Learn(ServiceMap map)
    {
        foreach (var edge in map.Edges) Add(edge.Client, edge.Server, edge.Service);
    }

    /// <summary>What the baseline says of an edge.</summary>
    public Standing Evaluate(ServiceEdge edge) => Evaluate(edge.Client, edge.Server, edge.Service);

    /// <summary>What the baseline says of a client's use of a service.</summary>
    public Standing Evaluate(string client, string server, string service) =>
        _edges.Contains((client, server, service)) ? Standing.Allowed
        : _offers.Contains((server, service)) ? Standing.Undecided
        : Standing.Denied;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">It is not a baseline.</exception>
    public static Baseline Read(ReadOnlySpan<byte> json)
    {
        var baseline = new Baseline();
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            foreach (var edge in document.RootElement.GetProperty("edges").EnumerateArray())
                baseline.Add(Text(edge, "client"), Text(edge, "server"), Text(edge, "service"));
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"not a baseline: {wrong.Message}", wrong);
        }
        return baseline;
    }

    /// <summary>Writes the baseline as JSON, sorted, so that two of them can be compared line by line.</summary>
    public void Write(Stream target)
    {
        using var json = new Utf8JsonWriter(target, new() { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("version", 1);
        json.WriteStartArray("edges");
        foreach (var (client, server, service) in _edges.Order())
        {
            json.WriteStartObject();
            json.WriteString("client", client);
            json.WriteString("server", server);
            json.WriteString("service", service);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Text(JsonElement edge, string name) =>
        edge.GetProperty(name).GetString() ?? throw new FormatException($"not a baseline: an edge has no {name}");

    private void Add(string client, string server, string service)
    {
        _edges.Add((client, server, service));
        _offers.Add((server, service));
    }
}
