namespace Sekimori.Gate.Settings;

/// <summary>The settings of the guard: policy, audit log, detection, alerts.</summary>
internal sealed record GuardSettings
{
    /// <summary>The policy file, which is watched; null: the allow list is the policy.</summary>
    public string? Policy { get; init; }

    /// <summary>True if the server may be open to public addresses without a policy.</summary>
    public bool WithoutPolicy { get; init; }

    /// <summary>The audit log.</summary>
    public AuditSettings Audit { get; init; } = new();

    /// <summary>The rules, and where alerts are sent.</summary>
    public DetectionSettings Detection { get; init; } = new();

    /// <summary>The service map.</summary>
    public MapSettings Map { get; init; } = new();

    /// <summary>The regular audit of other hosts.</summary>
    public PostureSettings Posture { get; init; } = new();

    /// <summary>Counters and health.</summary>
    public MetricsSettings Metrics { get; init; } = new();
}
