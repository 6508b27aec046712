using Sekimori.Detection;
using Sekimori.Gate.Telemetry;
using Sekimori.Guard.Policy;
using Sekimori.Observations.Services;
using Sekimori.Storage.Audit;

namespace Sekimori.Gate.Guarding;

/// <summary>The parts that a guard works with.</summary>
internal sealed record LiveGuardOptions
{
    /// <summary>The policy that holds now.</summary>
    public required PolicyHolder Policy { get; init; }

    /// <summary>Where verdicts are written; null for nowhere, and then `audit: required` delays nothing.</summary>
    public AuditLog? Audit { get; init; }

    /// <summary>The Sigma rules for observations; null for none.</summary>
    public DetectionEngine? Detection { get; init; }

    /// <summary>Counts the edges of the service map; null if no map is kept.</summary>
    public EdgeCounter? Map { get; init; }

    /// <summary>Counts observations; null if nothing is counted.</summary>
    public GuardMeter? Meter { get; init; }

    /// <summary>
    /// Observations waiting to be evaluated; a call that finds the queue full waits for a place. Each is about 500 bytes, and its record as
    /// many; one that a rule may match counts beside its record. One with long texts counts once more for each 4,096 characters, so that
    /// all together are at most about 128 MB.
    /// </summary>
    public int QueueLimit { get; init; } = 16_384;
}
