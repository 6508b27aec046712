using Sekimori.Detection;
using Sekimori.Detection.Sigma;
using Sekimori.Observations;
using Sekimori.Posture.Checks;
using Sekimori.Posture.Reports;

namespace Sekimori.App.Posture;

/// <summary>Raises an alert for each change between two audits.</summary>
internal static class ChangeAlerts
{
    /// <summary>Alerts of one audit. A whole network that changes is one event, and the report has the rest.</summary>
    public const int Limit = 500;

    /// <summary>The alert of a change.</summary>
    public static Alert Of(RunChange change, DateTimeOffset time)
    {
        var row = change.Row;
        var check = CheckCatalogue.Find(row.Check);
        return Alert.Of(new RuleInfo
        {
            // One for each kind of change and check, so that suppression lists can name it.
            Id = $"audit-{change.Kind.Replace(' ', '-')}-{row.Check}", Name = $"audit_{change.Kind.Replace(' ', '_')}", Kind = "audit",
            Title = $"{row.Host}: {change.Kind} finding {row.Check} {check?.Title.English}", Level = Level(change),
            Description = $"{row.Host} {row.Subject}: {row.Value}", Response = check?.Remedy ?? "",
        }, new Observation
        {
            Time = time, Source = ObservationSource.Server, Kind = ObservationKind.Change, Client = Endpoint.None, Server = Endpoint.None,
            Resource = row.Host, Action = $"audit {change.Kind}: {row.Check} {row.Subject}".TrimEnd(),
        });
    }

    // What is better or not seen any more is for the record.
    private static Sekimori.Detection.Sigma.Severity Level(RunChange change) => change.Kind is not ("new" or "changed")
        ? Sekimori.Detection.Sigma.Severity.Informational
        : Enum.TryParse<Sekimori.Detection.Sigma.Severity>(change.Row.Severity, ignoreCase: true, out var level) ? level
        : Sekimori.Detection.Sigma.Severity.Informational;
}
