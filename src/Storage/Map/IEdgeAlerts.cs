using Sekimori.Observations.Services;

namespace Sekimori.Storage.Map;

/// <summary>Decides which edges are new, and raises their alerts. Called by the writer of the service map, one call at a time.</summary>
internal interface IEdgeAlerts
{
    /// <summary>Takes over the edges for which an alert was raised before this start.</summary>
    void Restart(IEnumerable<EdgeKey> alerted);

    /// <summary>Raises the alerts that are due.</summary>
    /// <returns>The edges that an alert was raised for.</returns>
    IReadOnlyList<EdgeKey> Raise();
}
