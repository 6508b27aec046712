using System.Diagnostics.Metrics;
using Sekimori.Detection;
using Sekimori.Guard;
using Sekimori.Guard.Admission;
using Sekimori.Observations;
using Sekimori.Server.Admission;

namespace Sekimori.Gate.Telemetry;

/// <summary>
/// The server's counters, in the meter "Sekimori" of System.Diagnostics.Metrics. Tags are words of ours alone: what clients write would
/// make series without end.
/// </summary>
internal sealed class GuardMeter : IAdmissionMeter, IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Sekimori";

    private static readonly string[] SchemeNames = ["NTLM", "Kerberos", "SPNEGO", "Basic", "Digest", "CredSSP", "Certificate", "Local"];

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _observations, _denials, _logons, _alerts, _refusals;
    private readonly Histogram<double> _durations;

    /// <summary>A meter whose counts are zero.</summary>
    public GuardMeter()
    {
        _observations = _meter.CreateCounter<long>(
            "sekimori.observations", description: "Observations: connections, binds, calls, requests, logons, faults.");
        _denials = _meter.CreateCounter<long>(
            "sekimori.denials", description: "Denials by the policy, a Sigma rule or an unavailable audit log.");
        _logons = _meter.CreateCounter<long>("sekimori.logons", description: "Logons, by scheme and outcome.");
        _alerts = _meter.CreateCounter<long>("sekimori.alerts", description: "Alerts, without repetitions.");
        _refusals = _meter.CreateCounter<long>(
            "sekimori.connections.refused", description: "Connections closed because a limit or budget was reached, by door and cause.");
        _durations = _meter.CreateHistogram<double>("sekimori.duration", "s", "Time from a call or request to its answer.");
    }

    /// <summary>Counts the observation, and how much of it was refused.</summary>
    public void Count(ObservationKind kind, Transport transport, int seen, int denied)
    {
        _observations.Add(seen, new("type", ObservationJson.Name(kind)), new("transport", ObservationJson.Name(transport)));
        if (denied > 0) _denials.Add(denied, new("type", ObservationJson.Name(kind)), new("transport", ObservationJson.Name(transport)));
    }

    /// <summary>Counts a logon.</summary>
    public void CountLogon(Observation seen) =>
        _logons.Add(1, new("scheme", Array.Find(SchemeNames, name => name == seen.Scheme) ?? "other"),
        new("outcome", seen.Status == 0 ? "success" : "failure"));

    /// <inheritdoc/>
    public void CountRefused(Door door, RefusalCause cause) =>
        _refusals.Add(1, new("door", door == Door.Rpc ? "rpc" : "wsman"), new("cause", Word(cause)));

    /// <summary>Counts an alert.</summary>
    public void Count(Alert alert) =>
        _alerts.Add(1, new("severity", AlertJson.Name(alert.Rule.Level)),
        new("rule", alert.Rule.Name.Length > 0 ? alert.Rule.Name : alert.Rule.Id));

    /// <summary>Counts how long a call or request took.</summary>
    public void Count(Transport transport, TimeSpan duration) =>
        _durations.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("transport", ObservationJson.Name(transport)));

    /// <inheritdoc/>
    public void Show(string name, Func<long> value, string description) =>
        _meter.CreateObservableGauge(name, value, description: description);

    private static string Word(RefusalCause cause) => cause switch
    {
        RefusalCause.OpeningOfPeer => "opening_of_peer",
        RefusalCause.UnauthenticatedOfPeer => "unauthenticated_of_peer",
        RefusalCause.ConnectionsOfUser => "connections_of_user",
        RefusalCause.Connections => "connections",
        RefusalCause.ConnectionsOfDoor => "connections_of_door",
        RefusalCause.Closing => "closing",
        RefusalCause.MemoryOfPeer => "memory_of_peer",
        _ => "memory",
    };

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
