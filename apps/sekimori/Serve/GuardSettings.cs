namespace Sekimori.App.Serve;

/// <summary>The settings of the guard: policy, audit log, detection, alerts.</summary>
internal sealed record GuardSettings
{
    /// <summary>The policy file, which is watched; null: the allow list is the policy.</summary>
    public string? Policy { get; init; }

    /// <summary>True if the server may be open to public addresses without a policy.</summary>
    public bool WithoutPolicy { get; init; }

    public AuditSettings Audit { get; init; } = new();

    public DetectionSettings Detection { get; init; } = new();

    public MapSettings Map { get; init; } = new();

    public MetricsSettings Metrics { get; init; } = new();
}
