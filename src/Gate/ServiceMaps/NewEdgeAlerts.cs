using Sekimori.Detection;
using Sekimori.Detection.Sigma;
using Sekimori.Observations;
using Sekimori.Observations.Services;
using Sekimori.Storage.Map;

namespace Sekimori.Gate.ServiceMaps;

/// <summary>Raises an alert for each edge that a baseline does not hold, once for client, server and service. Thread-safe.</summary>
/// <param name="sink">Who takes the alerts.</param>
internal sealed class NewEdgeAlerts(IAlertSink sink) : IEdgeAlerts
{
    /// <summary>Alerts in all: as many as a server's map has edges. Nobody reads more, and the map shows them.</summary>
    public const int Limit = 20_000;

    // Some seconds of a scan.
    private const int WaitingLimit = 4_096;

    /// <summary>The rule that suppression lists and sinks know it by.</summary>
    public static RuleInfo Rule { get; } = new()
    {
        Id = "5f0f6c2e-6c0c-4a3e-9a61-3b7d5a1c8e40", Name = "new_edge", Title = "New edge in the service map", Kind = "map",
        Level = Severity.Medium,
        Description = "A client uses a service of this server that the baseline does not hold.",
        Response = "Find out whether the client should use the service. If so, add the edge: sekimori map --learn FILE.",
        FalsePositives = ["A new host or a changed address."],
    };

    private readonly Lock _gate = new();
    private readonly HashSet<(string Client, string Server, string Service)> _known = [];
    private List<(EdgeKey Key, Observation Seen)> _waiting = [];
    private volatile Baseline? _baseline;

    /// <summary>The baseline that holds now; null raises no alerts.</summary>
    public Baseline? Baseline
    {
        get => _baseline;
        set => _baseline = value;
    }

    /// <summary>Looks at an edge that the server has begun to count.</summary>
    public void OnOpened(EdgeKey key, Observation seen)
    {
        // What waits holds whole observations; an edge beyond that is looked at again when it is next opened.
        if (_baseline is not { } baseline || baseline.Evaluate(key.Client, key.Server, key.Service) == Standing.Allowed) return;
        lock (_gate)
            if (_waiting.Count < WaitingLimit && _known.Count < Limit && _known.Add(Identity(key))) _waiting.Add((key, seen));
    }

    /// <inheritdoc/>
    public void Restart(IEnumerable<EdgeKey> alerted)
    {
        var before = alerted.Select(Identity).ToHashSet();
        lock (_gate)
        {
            _known.UnionWith(before);
            _waiting.RemoveAll(one => before.Contains(Identity(one.Key)));
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<EdgeKey> Raise()
    {
        List<(EdgeKey Key, Observation Seen)> due;
        lock (_gate) (due, _waiting) = (_waiting, []);
        foreach (var (_, seen) in due) sink.OnAlert(Alert.Of(Rule, seen));
        return due.ConvertAll(one => one.Key);
    }

    private static (string, string, string) Identity(EdgeKey key) => (key.Client, key.Server, key.Service);
}
