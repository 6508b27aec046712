using Sekimori.Detection;
using Sekimori.Gate.Telemetry;
using Sekimori.Guard.Policy;
using Sekimori.Storage.Audit;

namespace Sekimori.Gate.Guarding;

/// <summary>What a guard works with.</summary>
public sealed record LiveGuardOptions
{
    /// <summary>The policy that holds now.</summary>
    public required PolicyHolder Policy { get; init; }

    /// <summary>Where verdicts are written; null: nowhere, and `audit: required` holds nobody up.</summary>
    public AuditLog? Audit { get; init; }

    /// <summary>The rules that observations are held against; null: none.</summary>
    public DetectionEngine? Detection { get; init; }

    /// <summary>Counts what was seen; null where nothing is counted.</summary>
    public GuardMeter? Meter { get; init; }

    /// <summary>
    /// Observations that wait to be looked at; a call that finds the queue full waits for its place. Each is some 500 bytes, its line as many; one with long texts counts
    /// for one more with each 4,096 characters, so that all together are some 128 MB at the most.
    /// </summary>
    public int QueueLimit { get; init; } = 16_384;
}
