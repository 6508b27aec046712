using Sekimori.Guard;

namespace Sekimori.Observations.Services;

/// <summary>Which clients use which services: built from observations of any source.</summary>
public sealed class ServiceMap : IObservationSink
{
    /// <summary>Edges kept; a sweep over a network makes many of no worth, and further ones are counted only.</summary>
    public const int EdgeLimit = 100_000;

    private readonly Dictionary<(string, string, string, Transport), ServiceEdge> _edges = [];

    /// <summary>The edges.</summary>
    public IReadOnlyCollection<ServiceEdge> Edges => _edges.Values;

    /// <summary>Observations that would have made an edge beyond <see cref="EdgeLimit"/>.</summary>
    public long Overflow { get; private set; }

    /// <inheritdoc/>
    public void OnObservation(Observation seen)
    {
        if (seen.Kind is ObservationKind.Mapping or ObservationKind.Activation or ObservationKind.Change or ObservationKind.Anomaly or ObservationKind.File) return;
        if (Service(seen) is not { } service) return;
        var key = (seen.Client.AddressText, seen.Server.AddressText, service, seen.Transport);
        if (!_edges.TryGetValue(key, out var edge))
        {
            if (_edges.Count >= EdgeLimit)
            {
                Overflow++;
                return;
            }
            _edges[key] = edge = new(key.Item1, key.Item2, service, ObservationJson.Name(seen.Transport));
        }
        edge.Touch(seen.Time, seen.Server.Port, seen.Account);
        switch (seen.Kind)
        {
            case ObservationKind.Bind: edge.Binds++; break;
            case ObservationKind.Call: edge.Calls++; break;
            case ObservationKind.Request:
                edge.Calls++;
                if (seen.Status >= 400) edge.Faults++;
                break;
            case ObservationKind.Fault or ObservationKind.Refusal: edge.Faults++; break;
        }
    }

    /// <summary>The edge that an observation belongs to; null if it belongs to none that is kept.</summary>
    public ServiceEdge? Find(Observation seen) =>
        Service(seen) is { } service ? _edges.GetValueOrDefault((seen.Client.AddressText, seen.Server.AddressText, service, seen.Transport)) : null;

    /// <summary>The edges in the order in which people look: worst standing first, then alerts, then by server, service and client.</summary>
    public IEnumerable<ServiceEdge> Ordered(Baseline? baseline = null) => Edges
        .OrderByDescending(edge => baseline?.Evaluate(edge) ?? Standing.Undecided).ThenByDescending(edge => edge.Alert.Length > 0)
        .ThenBy(edge => edge.Server, StringComparer.Ordinal).ThenBy(edge => edge.Service, StringComparer.Ordinal).ThenBy(edge => edge.Client, StringComparer.Ordinal);

    private static string? Service(Observation seen) => seen.Transport is Transport.Http or Transport.Https
        ? "WS-Management"
        : seen.Interface?.Display ?? (seen.Kind == ObservationKind.Call ? "unknown" : null);
}
