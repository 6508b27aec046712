using Sekimori.Detection;
using Sekimori.Storage.Audit;

namespace Sekimori.Gate.ServiceMaps;

/// <summary>How a server keeps its service map.</summary>
internal sealed record LiveServiceMapOptions
{
    /// <summary>The SQLite file; not used where there is a database.</summary>
    public required string File { get; init; }

    /// <summary>The PostgreSQL database that takes the map; null: none.</summary>
    public AuditDatabase? Database { get; init; }

    /// <summary>How long a minute is kept.</summary>
    public required TimeSpan Keep { get; init; }

    /// <summary>The baseline file: edges that it does not hold raise an alert. Null: none do.</summary>
    public string? Baseline { get; init; }

    /// <summary>Who takes these alerts; null: nobody.</summary>
    public IAlertSink? Alerts { get; init; }
}
