using Sekimori.Guard;

namespace Sekimori.Observations.Services;

/// <summary>Which clients use which services: built from observations of any source.</summary>
internal sealed class ServiceMap : IObservationSink
{
    /// <summary>Edges kept; a sweep over a network makes many of no worth, and further ones are counted only.</summary>
    public const int EdgeLimit = 100_000;

    private readonly Dictionary<(string, string, string, Transport), ServiceEdge> _edges = [];

    /// <summary>The edges.</summary>
    public IReadOnlyCollection<ServiceEdge> Edges => _edges.Values;

    /// <summary>Observations that belong to edges beyond a limit: of this map, or of the server that counted them.</summary>
    public long Overflow { get; private set; }

    /// <inheritdoc/>
    public void OnObservation(Observation seen)
    {
        if (EdgeKey.TryRead(seen, out var key)) Add(new(key, EdgeCounts.Of(seen, isDenied: false)), 1);
    }

    /// <summary>Adds what a server counted.</summary>
    public void Add(in EdgeRecord record) => Add(record, record.Counts.Binds + record.Counts.Calls + record.Counts.Faults);

    /// <summary>The edge that an observation belongs to; null if it belongs to none that is kept.</summary>
    public ServiceEdge? Find(Observation seen) => EdgeKey.TryRead(seen, out var key) ? _edges.GetValueOrDefault(Identity(key)) : null;

    /// <summary>
    /// The edges in the order in which people look: worst standing first, then alerts, then by server, service and client.
    /// </summary>
    public IEnumerable<ServiceEdge> Ordered(Baseline? baseline = null) => Edges
        .OrderByDescending(edge => baseline?.Evaluate(edge) ?? Standing.Undecided).ThenByDescending(edge => edge.Alert.Length > 0)
        .ThenBy(edge => edge.Server, StringComparer.Ordinal).ThenBy(edge => edge.Service, StringComparer.Ordinal)
        .ThenBy(edge => edge.Client, StringComparer.Ordinal);

    // One client may use a service on several ports and as several accounts: that is one line of the map.
    private static (string, string, string, Transport) Identity(in EdgeKey key) => (key.Client, key.Server, key.Service, key.Transport);

    private void Add(in EdgeRecord record, long observations)
    {
        var key = record.Key;
        if (key.IsOthers || (!_edges.TryGetValue(Identity(key), out var edge) && _edges.Count >= EdgeLimit))
        {
            Overflow += observations;
            return;
        }
        if (edge is null) _edges[Identity(key)] = edge = new(key.Client, key.Server, key.Service, TransportName.Of(key.Transport));
        edge.Add(key, record.Counts);
    }
}
