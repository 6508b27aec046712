using Sekimori.Detection;
using Sekimori.Gate.Telemetry;
using Sekimori.Guard.Policy;
using Sekimori.Observations.Services;
using Sekimori.Storage.Audit;

namespace Sekimori.Gate.Guarding;

/// <summary>What a guard works with.</summary>
public sealed record LiveGuardOptions
{
    /// <summary>The policy that holds now.</summary>
    public required PolicyHolder Policy { get; init; }

    /// <summary>Where verdicts are written; null: nowhere, and `audit: required` holds nobody up.</summary>
    public AuditLog? Audit { get; init; }

    /// <summary>The rules that observations are compared with; null: none.</summary>
    public DetectionEngine? Detection { get; init; }

    /// <summary>Counts the edges of the service map; null if no map is kept.</summary>
    public EdgeCounter? Map { get; init; }

    /// <summary>Counts the observation; null if nothing is counted.</summary>
    public GuardMeter? Meter { get; init; }

    /// <summary>
    /// Observations that wait to be checked; a call that finds the queue full waits for its place. Each is about 500 bytes, its line as many; one with long texts counts
    /// for one more with each 4,096 characters, so that all together are about 128 MB at the most.
    /// </summary>
    public int QueueLimit { get; init; } = 16_384;
}
